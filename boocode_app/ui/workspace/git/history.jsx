/* The history: rows of which only those in sight are drawn, read page by page as one goes down. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { go, hrefWith, useQuery } from "$/public/external/boocode_app/ui/components/address/address.js";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { Moment } from "$/public/external/boocode_app/ui/components/moment/moment/moment.jsx";
import { useRepositoryNews } from "$/public/external/boocode_app/ui/components/repository_news/repository_news.js";
import { CommitView } from "./commit.jsx";
import { CommitIcon } from "./icons.js";
import { keysOf } from "./list.js";
import { Refs } from "./refs.jsx";

const PAGE = 60;
const ROW_PX = 48;
const REFS_IN_A_ROW = 2;
const SPARE = 6;
const TYPED_MS = 250;

export default function History({ repository }) {
  const commit = useQuery().get("commit");
  const [current, setCurrent] = useState(0);
  const [typed, setTyped] = useState("");
  const text = useSettled(typed);
  const log = useLog(repository, text);
  const list = useRef(null);
  const back = () => {
    go(hrefWith({ commit: null }));
    requestAnimationFrame(() => list.current?.focus());
  };
  useEffect(() => setCurrent(0), [text]);

  if (commit) return <CommitView repository={repository} id={commit} onBack={back} />;
  const open = (at) => log.rows[at] && go(hrefWith({ commit: log.rows[at].id }));
  return (
    <>
      <div className="git-bar">
        <input
          type="search"
          className="input search"
          aria-label="Search the messages"
          placeholder="Search the messages"
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {log.fault && <Fault what="The history could not be read." why={log.fault} onRetry={log.refresh} />}
      {!log.fault && log.phase === "shown" && log.rows.length === 0 && (
        <div className="empty">
          <CommitIcon size={28} aria-hidden="true" />
          <h2>{text ? "No such commit" : "No commits yet"}</h2>
          <p>
            {text ? `No message holds “${text}”.` : "Each commit will stand here, with what it changed."}
          </p>
        </div>
      )}
      {log.phase === "loading" && <Waiting />}
      {log.rows.length > 0 && (
        <Rows
          log={log}
          current={Math.min(current, log.rows.length - 1)}
          onCurrent={setCurrent}
          onOpen={open}
          listRef={list}
        />
      )}
    </>
  );
}

function Rows({ log, current, onCurrent, onOpen, listRef }) {
  const [window, setWindow] = useState({ first: 0, last: 24 });
  const measure = useCallback(() => {
    const { scrollTop, clientHeight } = listRef.current;
    const first = Math.max(0, Math.floor(scrollTop / ROW_PX) - SPARE);
    const last = Math.ceil((scrollTop + clientHeight) / ROW_PX) + SPARE;
    setWindow((old) => (old.first === first && old.last === last ? old : { first, last }));
  }, []);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(listRef.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (window.last >= log.rows.length) log.more();
  }, [window.last, log.rows.length, log.more]);
  useLayoutEffect(() => show(listRef.current, current), [current]);

  const drawn = log.rows.slice(window.first, window.last);
  if (!drawn.includes(log.rows[current])) drawn.push(log.rows[current]);
  return (
    <div
      ref={listRef}
      className="git-log"
      role="listbox"
      aria-label="Commits"
      tabIndex={0}
      aria-activedescendant={`git-commit-${current}`}
      aria-busy={log.reading}
      onScroll={measure}
      onKeyDown={keysOf({ count: log.rows.length, current, onCurrent, onOpen })}
    >
      <div role="presentation" style={{ height: log.rows.length * ROW_PX }}>
        {drawn.map((row) => (
          <Row
            key={row.id}
            row={row}
            at={log.rows.indexOf(row)}
            total={log.whole ? log.rows.length : -1}
            current={row === log.rows[current]}
            onOpen={onOpen}
            onCurrent={onCurrent}
          />
        ))}
      </div>
    </div>
  );
}

function Row({ row, at, total, current, onOpen, onCurrent }) {
  const open = () => {
    onCurrent(at);
    onOpen(at);
  };
  return (
    <div
      id={`git-commit-${at}`}
      className="git-row"
      role="option"
      aria-selected={current}
      aria-setsize={total}
      aria-posinset={at + 1}
      style={{ top: at * ROW_PX }}
      onClick={open}
    >
      <span className="git-line">
        <span className="cut git-subject">{row.subject || "(no message)"}</span>
        <Refs refs={row.refs} most={REFS_IN_A_ROW} />
      </span>
      <span className="git-line muted">
        <span className="cut grow">{row.author}</span>
        <Moment at={row.at} className="num" />
      </span>
    </div>
  );
}

function show(box, at) {
  const top = at * ROW_PX;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW_PX > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_PX - box.clientHeight;
}

/* The pages read so far, as one list. After a change of the repository as much is read again. */
function useLog({ projectId, api }, text) {
  const [log, setLog] = useState(START);
  const turn = useRef(null);
  const read = useCallback(
    async (before) => {
      const mine = (turn.current = {});
      const settle = (next) => turn.current === mine && setLog(next);
      try {
        const query = { text, cursor: before?.cursor, limit: before ? PAGE : sizeOf(turn.rows) };
        const page = await api.get("log", query);
        const rows = [...(before?.rows ?? []), ...page.items];
        turn.rows = rows.length;
        settle({ ...SHOWN, rows, cursor: page.next_cursor, at: Date.now() });
      } catch ({ message }) {
        settle((old) => ({ ...old, phase: "shown", fault: message, reading: false }));
      }
    },
    [api, text],
  );
  const refresh = useCallback(() => read(null), [read]);
  const more = useCallback(() => {
    if (!log.cursor || log.reading) return;
    setLog((old) => ({ ...old, reading: true }));
    read(log);
  }, [log, read]);
  useEffect(() => {
    turn.rows = 0;
    setLog(START);
    refresh();
    return () => (turn.current = null);
  }, [refresh]);
  useRepositoryNews(projectId, refresh, () => log.at);
  return { ...log, whole: !log.cursor, more, refresh };
}

const START = { phase: "loading", rows: [], cursor: null, fault: "", at: 0, reading: false };
const SHOWN = { ...START, phase: "shown" };
const MOST = 200; // what the server gives in one answer

const sizeOf = (rows) => Math.min(Math.max(rows ?? 0, PAGE), MOST);

/* What was typed, once nobody types any more. */
function useSettled(typed) {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed.trim()), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}

const Waiting = () => (
  <div className="loading" role="status" aria-label="Reading the history">
    {[0, 1, 2, 3, 4, 5].map((row) => <div key={row} className="skeleton" />)}
  </div>
);
