/* A line to write a commit's message in, and the button that says what it will commit. */

import { useLayoutEffect, useRef, useState } from "react";
import { Menu, MenuItem } from "$/public/external/boocode_app/ui/components/menu/menu/menu.jsx";
import { done, usePreview } from "./deeds.js";
import { Alert, Check, More } from "./icons.js";
import { commitWords } from "./words.js";

const MAX_ROWS = 8;

/** Nothing stands here where nothing can be committed or amended. */
export function CommitBox({ repository }) {
  const { state } = repository;
  const [amend, setAmend] = useState(false);
  const focused = useRef(false);
  if (!state) return null;
  const nothing = !allOf(state) && !state.conflicts && state.operation !== "merge";
  if (nothing && !amend) {
    return state.head && <Quiet focused={focused.current} onAmend={() => setAmend(true)} />;
  }
  return (
    <div onFocus={() => (focused.current = true)} onBlur={() => (focused.current = false)}>
      <Box repository={repository} amend={amend} onAmend={setAmend} />
    </div>
  );
}

/* In the place of a box that was committed; it takes the focus that was in it. */
const Quiet = ({ focused, onAmend }) => (
  <div className="commit-quiet">
    <span className="muted">Nothing to commit.</span>
    <button type="button" className="btn ghost" autoFocus={focused} onClick={onAmend}>
      Amend the last commit…
    </button>
  </div>
);

function Box({ repository: { projectId, api, state }, amend, onAmend }) {
  const [message, setMessage] = useDraft(projectId);
  const [written, setWritten] = useState(false); // what an amended commit says is no longer put in
  const [all, setAll] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const box = useRef(null);
  const nothingStaged = state.staged === 0 && !state.conflicts && state.operation !== "merge";
  const everything = all || (nothingStaged && !amend);
  const wanted = { everything, amend };
  const stands = JSON.stringify(state); // another standing has another preview
  const [{ preview }, refresh] = usePreview(useAnew(api, stands), "commit", wanted);
  const text = message || (amend && !written ? (preview?.message ?? "") : "");

  const commit = async () => {
    if (!text.trim()) {
      setFault("A commit needs a message.");
      box.current.focus();
      return;
    }
    setBusy(true);
    setFault("");
    try {
      const { state: shown } = preview ?? (await api.preview("commit", wanted));
      const made = await api.act("commit", { ...wanted, message: text, state: shown });
      setMessage("");
      setWritten(false);
      setAll(false);
      onAmend(false);
      done(projectId, made);
    } catch (error) {
      setFault(error.message);
      refresh();
    }
    setBusy(false);
    box.current?.focus();
  };
  const onKeyDown = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!busy && !preview?.refusal) commit();
  };
  const count = preview && everything ? preview.count : allOf(state);
  const words = commitWords({ staged: state.staged, all: count, everything, amend });
  return (
    <form
      className="commit-box"
      aria-label="Commit"
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      <Message
        value={text}
        onChange={(words) => {
          setMessage(words);
          setWritten(true);
        }}
        onKeyDown={onKeyDown}
        boxRef={box}
        invalid={fault !== ""}
      />
      <div className="commit-deed">
        <button
          type="submit"
          className="btn primary"
          title={`${preview?.steps[0] ?? words} (Ctrl Enter)`}
          disabled={busy || Boolean(preview?.refusal)}
        >
          <span className="cut">{busy ? "Committing…" : words}</span>
        </button>
        <Menu label="Other ways to commit" buttonClass="icon-btn">
          <More size={16} aria-hidden="true" />
          <MenuItem
            icon={amend ? Check : undefined}
            checked={amend}
            onClick={() => {
              setWritten(false);
              onAmend(!amend);
            }}
          >
            Amend the last commit
          </MenuItem>
          {state.staged > 0 && (
            <MenuItem icon={all ? Check : undefined} checked={all} onClick={() => setAll(!all)}>
              Stage all first
            </MenuItem>
          )}
        </Menu>
      </div>
      <Notes fault={fault} preview={preview} />
    </form>
  );
}

const allOf = (state) => state.staged + state.unstaged + state.untracked;

function Notes({ fault, preview }) {
  const refusal = fault || preview?.refusal;
  return (
    <div className="commit-notes" role="status">
      {refusal && (
        <p className="bad">
          <Alert size={14} aria-hidden="true" /> {refusal}
        </p>
      )}
      {!refusal && preview?.notes.map((note) => <p key={note}>{note}</p>)}
    </div>
  );
}

/* One line that grows with what is written. */
function Message({ value, onChange, onKeyDown, boxRef, invalid }) {
  useLayoutEffect(() => {
    const { style } = boxRef.current;
    style.height = "auto";
    style.height = `${Math.min(boxRef.current.scrollHeight, MAX_ROWS * 20 + 14)}px`;
  }, [value]);
  return (
    <textarea
      ref={boxRef}
      className="input"
      rows={1}
      aria-label="Commit message"
      aria-invalid={invalid}
      placeholder="Message (Ctrl Enter)"
      spellCheck
      maxLength={65_536}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}

/* A message that is not committed yet stays, project by project. */
function useDraft(projectId) {
  const place = `boocode.commit.${projectId}`;
  const [message, setMessage] = useState(() => localStorage.getItem(place) ?? "");
  const keep = (text) => {
    setMessage(text);
    if (text) localStorage.setItem(place, text);
    else localStorage.removeItem(place);
  };
  return [message, keep];
}

/* The same thing, as another one whenever `key` is another. */
function useAnew(thing, key) {
  const held = useRef({ key, thing });
  if (held.current.key !== key) held.current = { key, thing: { ...thing } };
  return held.current.thing;
}
