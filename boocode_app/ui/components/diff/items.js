/* The items of the view: parsed patches, one or two a file.

   Invariant: what is the same as before is the same object, so the view keeps what it drew and where
   it stood; a patch is parsed once, also when it goes and comes back. */

import { useEffect, useMemo, useRef, useState } from "react";
import { hunkLines } from "./lines.js";
import { parsePatch } from "./parsing.js";
import { isImage } from "./words.js";

const FIRST_PASS = 40_000; // characters: what is seen first is drawn first
const LATER_PASS = 300_000;

let parsed = 0;

/* The items, parsed some at a time: between two passes the page is drawn and hears its keys. */
export function useItems(rows, answer, folded) {
  const known = useRef(new Map());
  const [pass, setPass] = useState(0);
  const [items, more] = useMemo(
    () => itemsOf(rows, answer, folded, known.current),
    [rows, answer, folded, pass],
  );
  useEffect(() => {
    if (!more) return undefined;
    const next = setTimeout(() => setPass((old) => old + 1));
    return () => clearTimeout(next);
  }, [more, pass, answer]);
  return items;
}

/* Items in order, up to the first file that is still to come or to be parsed for the first time; and
   whether there is more to parse. What is parsed anew stands as it was until its turn: the place that
   a person looks at stays. */
function itemsOf(rows, answer, folded, known) {
  const items = [];
  const used = new Set();
  const budget = { left: known.size ? LATER_PASS : FIRST_PASS };
  let more = false;
  for (const { file, line } of rows) {
    if (!line && !file.closed && !answer.whole && !answer.cut) break;
    for (const [part, patch] of patchesOf(file, line).entries()) {
      const id = idOf(file, part);
      const before = known.get(id);
      const waits = budget.left < 0 && !before?.texts.has(patch);
      if (waits && !before) return [items, true];
      more ||= waits;
      const collapsed = folded.has(file.path);
      const item = waits ? before : itemOf(before, { id, file, line, part, patch, collapsed }, budget);
      known.set(id, item);
      used.add(file.path);
      items.push(item);
    }
  }
  if (answer.whole) forget(known, answer, used);
  return [items, more];
}

export const idOf = (file, part = 0) => `${file.path}\n${part}`;

function itemOf(before, wanted, budget) {
  const { file, line, patch, collapsed } = wanted;
  const samePatch = before?.patch === patch;
  const same =
    samePatch &&
    before.collapsed === collapsed &&
    before.line?.t === line?.t &&
    before.line?.digest === line?.digest &&
    sameFile(before.file, file);
  if (same) return before;
  const texts = before?.texts ?? new Map();
  if (!texts.has(patch)) {
    budget.left -= patch.length;
    texts.delete(""); // it was closed
    if (texts.size > 1) texts.clear(); // a patch and its twin without whitespace
    texts.set(patch, parsedOf(file, patch));
  }
  const version = (before?.version ?? 0) + 1;
  return { ...wanted, ...texts.get(patch), texts, version };
}

/* A file that is hidden for a while keeps what was parsed of it. */
function forget(known, answer, used) {
  const paths = new Set(answer.files.map((file) => file.path));
  for (const [id, item] of known) {
    if (!paths.has(item.file.path) && !used.has(item.file.path)) known.delete(id);
  }
}

function parsedOf(file, patch) {
  const cacheKey = `boo:${++parsed}`;
  const text = readable(patch) || "diff --git a/x b/x\n";
  const fileDiff = parsePatch(text, cacheKey);
  fileDiff.name = file.path;
  fileDiff.prevName = file.old_path ?? undefined;
  fileDiff.file = file;
  if (fileDiff.hunks.length === 0 && isImage(file)) return pictureOf(file, fileDiff, cacheKey);
  return { type: "diff", fileDiff, annotations: fileDiff.hunks.map(markOf) };
}

/* An image has no lines and no columns: to the view it is an empty file with a note above it. */
const pictureOf = (file, fileDiff, cacheKey) => ({
  type: "file",
  file: { ...file, name: file.path, contents: "", cacheKey },
  fileDiff,
  annotations: [{ lineNumber: 0, metadata: { picture: true } }],
});

/* Where the actions of a hunk stand: at its first line. */
function markOf(hunk, index) {
  const lines = hunkLines(hunk);
  return { side: lines.side, lineNumber: lines.first, metadata: { hunk: index, lines } };
}

/* Characters that would break or reorder a line on the screen, as signs: a bare carriage return,
   other line separators, and the marks that turn the direction of writing. */
const MISLEADING = /\r(?!\n)|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const sign = (c) => (c === "\r" ? "\u240d" : `[U+${c.charCodeAt(0).toString(16).toUpperCase()}]`);

export const readable = (text) => text.replace(MISLEADING, sign);

/* A change of type is a deletion and a creation: two patches in one text. */
function patchesOf(file, line) {
  if (line?.t !== "patch") return [""];
  return file.status === "type_changed" ? line.patch.split(/\n(?=diff --git )/) : [line.patch];
}

const sameFile = (a, b) =>
  a.index === b.index && a.status === b.status && a.added === b.added && a.removed === b.removed;
