/* Finds text in the diff, also in what is not drawn: a folded file opens when a hit in it is gone to. */

import { useEffect, useRef, useState } from "react";
import Down from "lucide-react/dist/esm/icons/arrow-down.mjs";
import Up from "lucide-react/dist/esm/icons/arrow-up.mjs";
import { CloseIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { findIn } from "./find.js";
import { idOf } from "./items.js";
import { grouped } from "./words.js";

const LIMIT = 5000; // hits that are counted

export default function FindBar({ rows, current, asked, walk, folds, onMark, onClose }) {
  const input = useRef(null);
  const [text, setText] = useState("");
  const [caseSensitive, setCaseSensitive] = useState(false);
  const [found, setFound] = useState({ hits: [], at: -1, text: "" });

  useEffect(() => input.current.select(), [asked]);

  useEffect(() => {
    if (!text) {
      setFound({ hits: [], at: -1, text });
      return undefined;
    }
    const stopping = new AbortController();
    findIn(rows, text, { caseSensitive, limit: LIMIT, signal: stopping.signal }).then((hits) => {
      if (hits && !stopping.signal.aborted) setFound((old) => ({ hits, at: nearest(hits, old, rows, current), text }));
    });
    return () => stopping.abort();
  }, [rows, text, caseSensitive]);

  const hit = found.hits[found.at];
  useEffect(() => {
    if (!hit) {
      onMark((old) => (old?.kind === "found" ? null : old));
      return;
    }
    const { file, part, side, number } = hit;
    const id = idOf(file, part);
    folds.fold(file.path, false);
    onMark({ id, range: { start: number, side, end: number, endSide: side }, kind: "found" });
    walk.current?.toLine({ id, number, side });
  }, [hit]);
  useEffect(() => () => onMark((old) => (old?.kind === "found" ? null : old)), [onMark]);

  const step = (by) =>
    setFound((old) => ({ ...old, at: (old.at + by + old.hits.length) % Math.max(old.hits.length, 1) }));
  const onKeyDown = (event) => {
    if (event.key === "Enter" && event.target === input.current) step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onClose();
    else if ((event.ctrlKey || event.metaKey) && event.key === "f") input.current.select();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="boo-diff-find" role="search" aria-label="Find in the diff" data-escapes onKeyDown={onKeyDown}>
      <input
        ref={input}
        className="input"
        type="text"
        aria-label="Find"
        placeholder="Find in the diff"
        spellCheck={false}
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <span className="num" role="status" data-none={(found.text && !hit) || undefined}>
        {inWords(found)}
      </span>
      <button
        type="button"
        className="icon-btn"
        title="Match case"
        aria-label="Match case"
        aria-pressed={caseSensitive}
        onClick={() => setCaseSensitive(!caseSensitive)}
      >
        Aa
      </button>
      <Step label="Previous match (Shift Enter)" icon={Up} act={() => step(-1)} />
      <Step label="Next match (Enter)" icon={Down} act={() => step(1)} />
      <button type="button" className="icon-btn" title="Close (Esc)" aria-label="Close (Esc)" onClick={onClose}>
        <CloseIcon />
      </button>
    </div>
  );
}

function Step({ label, icon: Icon, act }) {
  return (
    <button type="button" className="icon-btn" title={label} aria-label={label} onClick={act}>
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}

function inWords({ hits, at, text }) {
  if (!text) return "";
  if (!hits.length) return "No results";
  return `${grouped(at + 1)} of ${hits.length >= LIMIT ? `${grouped(LIMIT)}+` : grouped(hits.length)}`;
}

/* The hit that was at hand, where it is still there; else the first one from the file in sight on. */
function nearest(hits, old, rows, current) {
  const was = old.hits[old.at];
  const same = was ? hits.findIndex((hit) => isSame(hit, was)) : -1;
  if (same >= 0) return same;
  const inSight = new Set(rows.slice(current).map(({ file }) => file.path));
  return Math.max(hits.findIndex((hit) => inSight.has(hit.file.path)), hits.length ? 0 : -1);
}

const isSame = (a, b) =>
  a.file.path === b.file.path && a.part === b.part && a.side === b.side && a.number === b.number && a.column === b.column;
