/* Finds text in the diff, also in what is not drawn: a folded file opens when a hit in it is gone to.
   It comes with the lines: what is typed after Ctrl-F is never heard as the diff's keys. */

import { useEffect, useState } from "react";
import { FindField } from "$/public/external/boocode_app/ui/components/find_field/find_field.jsx";
import { findIn } from "./find.js";
import { idOf } from "./items.js";
import { grouped } from "./words.js";

const LIMIT = 5000; // hits that are counted

export function FindBar({ rows, current, asked, walk, folds, onMark, onClose }) {
  const [text, setText] = useState("");
  const [caseSensitive, setCaseSensitive] = useState(false);
  const [found, setFound] = useState({ hits: [], at: -1, text: "" });

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
  return (
    <FindField
      label="Find in the diff"
      asked={asked}
      text={text}
      onText={setText}
      caseSensitive={caseSensitive}
      onCaseSensitive={setCaseSensitive}
      status={inWords(found)}
      isNone={Boolean(found.text && !hit)}
      onStep={step}
      onClose={onClose}
    />
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
