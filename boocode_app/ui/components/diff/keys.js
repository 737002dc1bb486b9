/* The keys of the diff. They are heard while the focus is in it and nobody types. */

import { useEffect, useRef } from "react";

/* A function for `onKeyDown`, the same one for as long as the diff is there. */
export function useKeys(does) {
  const latest = useRef(does);
  useEffect(() => {
    latest.current = does;
  });
  const hear = useRef((event) => heard(event, latest.current));
  return hear.current;
}

function heard(event, diff) {
  const ctrl = event.ctrlKey || event.metaKey;
  if (ctrl && !event.altKey && !event.shiftKey && event.key === "f") return act(event, diff.find);
  if (event.altKey || isTyping(event)) return undefined;
  if (ctrl && !event.shiftKey && event.key === "z") return act(event, diff.undo);
  if (ctrl) return undefined;
  const { rows, at, walk, selection } = diff;
  const row = rows[at];
  if (!row) return undefined;
  const moves = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (moves && selection?.kind === "lines") return act(event, () => move(diff, moves, event.shiftKey));
  const deed = {
    j: () => rows[at + 1] && diff.pick(rows[at + 1].file),
    k: () => rows[at - 1] && diff.pick(rows[at - 1].file),
    n: () => diff.reached(walk.current?.step(1, row.file)),
    p: () => diff.reached(walk.current?.step(-1, row.file)),
    x: () => row.line?.t === "patch" && diff.view(row.file, row.line, !diff.viewed.isViewed(row.file, row.line)),
    v: () => select(diff, walk.current?.lineHere(row.file)),
    s: () => diff.act("stage"),
    u: () => diff.act("unstage"),
    "/": diff.filter,
    Enter: isPressed(event) ? null : () => diff.folds.fold(row.file.path, !diff.folds.folded.has(row.file.path)),
    Escape: selection ? () => diff.setSelection(null) : null,
  }[event.key];
  return deed ? act(event, deed) : undefined;
}

function act(event, deed) {
  event.preventDefault();
  event.stopPropagation();
  deed();
}

function select(diff, lines) {
  if (!lines) return;
  diff.walk.current.focus();
  diff.setSelection({ ...lines, kind: "lines" });
}

function move(diff, by, extend) {
  const next = diff.walk.current?.moved(diff.selection, by, extend);
  if (next) diff.setSelection({ ...next, kind: "lines" });
}

const isTyping = (event) =>
  event.target.isContentEditable ||
  Boolean(event.target.closest?.('input:not([type="checkbox"]), textarea, select, dialog, [popover]'));

/* Enter belongs to what has the focus, where that is a control. */
const isPressed = (event) => Boolean(event.target.closest?.("button, a, input, label"));
