/* Finds a file by parts of its name. A line may follow it: `app.py:70`. */

import { useEffect, useImperativeHandle, useRef, useState } from "react";
import { CloseIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { grouped, splitPath, visible } from "$/public/external/boocode_app/ui/components/diff/diff/words.js";
import { linesOf } from "./lines.js";

const QUIET_MS = 80;
const NOTHING = { items: [], matches: 0, fault: "", of: "" };

export function Finder({ ref, ask, query, onQuery, onOpen, onLeave }) {
  const input = useRef(null);
  const list = useRef(null);
  const [name, line] = partsOf(query);
  const found = useFound(ask, name);
  const [at, setAt] = useState(0);
  const open = (item) => item && onOpen(item.path, linesOf(line));

  useImperativeHandle(ref, () => ({
    focus() {
      input.current.focus();
      input.current.select();
    },
  }));
  useEffect(() => setAt(0), [found.items]);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }), [at]);

  const onKeyDown = (event) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt(Math.min(Math.max(at + step, 0), Math.max(found.items.length - 1, 0)));
    else if (event.key === "Enter") found.of === name && open(found.items[at]);
    else if (event.key === "Escape") onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="boo-files-finder" data-escapes onKeyDown={onKeyDown}>
      <input
        ref={input}
        className="input"
        type="text"
        role="combobox"
        aria-label="Find a file"
        aria-expanded={Boolean(name)}
        aria-controls="boo-files-found"
        aria-activedescendant={name && found.items.length ? idOf(at) : undefined}
        aria-autocomplete="list"
        placeholder="Find a file (Ctrl P)"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
      />
      {query && (
        <button type="button" className="icon-btn" aria-label="Clear (Esc)" title="Clear (Esc)" onClick={onLeave}>
          <CloseIcon />
        </button>
      )}
      {name && (
        <div className="found">
          <p className={found.fault ? "bad" : ""} role="status">
            {inWords(found, name)}
          </p>
          <div id="boo-files-found" ref={list} role="listbox" aria-label="Files found">
            {found.items.map((item, index) => (
              <Found key={`${item.path}\n${index}`} id={idOf(index)} path={item.path} selected={index === at} onPick={() => open(item)} />
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

function Found({ id, path, selected, onPick }) {
  const [folder, name] = splitPath(path);
  return (
    <div id={id} className="row" role="option" aria-selected={selected} title={visible(path)} onClick={onPick}>
      <bdi className="name">{visible(name)}</bdi>
      {folder && <bdi className="folder">{visible(folder)}</bdi>}
    </div>
  );
}

const idOf = (index) => `boo-files-found-${index}`;

/* What is looked for, and the line that follows it. */
function partsOf(query) {
  const [, name, line] = /^(.*?)(?::(\d*(?:-\d*)?))?$/s.exec(query.trim());
  return [name, line];
}

function useFound(ask, name) {
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    if (!name) {
      setFound(NOTHING);
      return undefined;
    }
    let over = false;
    const timer = setTimeout(async () => {
      try {
        const page = await ask("GET", `/find?${new URLSearchParams({ query: name })}`);
        if (!over) setFound({ items: page.items, matches: page.totals.matches, fault: "", of: name });
      } catch (error) {
        if (!over) setFound({ ...NOTHING, fault: error.message, of: name });
      }
    }, QUIET_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [ask, name]);
  return found;
}

function inWords({ items, matches, fault, of }, name) {
  if (fault) return fault;
  if (of !== name && !items.length) return "Looking…";
  if (!matches) return "No file matches.";
  const files = `${grouped(matches)} ${matches === 1 ? "file" : "files"}`;
  return matches > items.length ? `${files}, the best ${items.length} are shown` : files;
}
