/* Going about the view: to a file, a line, the next hunk; and which hunk is meant now.

   Invariant: a place that is not there yet (its file is folded, or still to be parsed) is kept, and
   gone to as soon as it is. */

import { idOf } from "./items.js";
import { firstChange, hunkLines, linesIn, selectedLines, stepFrom } from "./lines.js";
import { counted } from "./words.js";

export class Walk {
  constructor(view, box, latest) {
    this.view = view;
    this.box = box;
    this.latest = latest;
    this.at = null; // { id, hunk }
    this.wanted = null;
  }

  focus() {
    this.box.current?.focus({ preventScroll: true });
  }

  get selected() {
    return this.latest.current.selection;
  }

  /* To the head of a file, now or when it is there. */
  toFile(file) {
    this.at = { id: idOf(file), hunk: -1 };
    this.wanted = { id: idOf(file) };
    this.settle();
  }

  /* To a line, now or when its file is open. */
  toLine(target) {
    this.wanted = target;
    this.settle();
  }

  settle() {
    const item = this.wanted && this.itemOf(this.wanted.id);
    const target = item && targetIn(item, this.wanted);
    if (!target) return;
    this.wanted = null;
    this.view.current?.scrollTo(target);
  }

  /* To the next hunk of an open file, or the one before; what was reached, or null at the end. */
  step(by, current) {
    const { items } = this.latest.current;
    const open = items.filter((item) => !item.collapsed && item.fileDiff.hunks.length);
    const hunks = open.flatMap((item) => item.fileDiff.hunks.map((_, hunk) => ({ item, hunk })));
    const from = this.at ?? { id: current && idOf(current), hunk: -1 };
    const next = by > 0 ? after(hunks, items, from) : before(hunks, items, from);
    if (!next) return null;
    const { item, hunk } = next;
    this.at = { id: item.id, hunk };
    this.toLine({ id: item.id, ...firstChange(item.fileDiff.hunks[hunk]) });
    this.point(item, hunk);
    return { file: item.file, hunk, of: item.fileDiff.hunks.length };
  }

  /* Show the actions of one hunk. */
  point(item, hunk) {
    const name = `${item.id}\n${hunk}`;
    for (const marked of this.box.current.querySelectorAll(".boo-diff-hunk[data-near]")) {
      if (marked.dataset.hunk !== name) delete marked.dataset.near;
    }
    const mark = this.box.current.querySelector(`.boo-diff-hunk[data-hunk="${CSS.escape(name)}"]`);
    if (mark) mark.dataset.near = "";
  }

  /* What a deed is about: the selected lines, the hunk that was gone to, or a whole file. */
  meant(current) {
    const { selection, options } = this.latest.current;
    if (selection?.kind === "lines") {
      const item = this.itemOf(selection.id);
      const lines = item && selectedLines(item.fileDiff, selection.range, options.split);
      return lines && { item, lines, what: counted(linesIn(lines), "line") };
    }
    const item = this.itemOf(this.at?.id) ?? this.itemOf(current && idOf(current));
    const hunk = item?.id === this.at?.id && item?.fileDiff.hunks[this.at.hunk];
    return hunk ? { item, lines: hunkLines(hunk), what: "a change" } : item && { item };
  }

  /* The hunk that was gone to is no more: the next one stands in its place. */
  hunkLeft() {
    if (this.at?.hunk >= 0) this.at = { ...this.at, hunk: this.at.hunk - 1 };
  }

  /* The first changed line of the hunk that is meant, as a selection. */
  lineHere(current) {
    const id = this.at?.id ?? (current && idOf(current));
    const item = this.itemOf(id);
    const hunk = item?.fileDiff.hunks[Math.max(this.at?.hunk ?? 0, 0)];
    if (!hunk || item.collapsed) return null;
    const { side, number } = firstChange(hunk);
    return { id, range: { start: number, side, end: number, endSide: side } };
  }

  /* A selection whose end, or both ends, moved by a line. */
  moved({ id, range }, by, extend) {
    const item = this.itemOf(id);
    if (!item) return null;
    const end = { side: range.endSide ?? range.side, number: range.end };
    const { side: endSide, number } = stepFrom(item.fileDiff, end, by);
    this.toLine({ id, number, side: endSide, align: "nearest" });
    return extend
      ? { id, range: { ...range, end: number, endSide } }
      : { id, range: { start: number, side: endSide, end: number, endSide } };
  }

  itemOf(id) {
    return this.latest.current.items.find((item) => item.id === id);
  }
}

/* Where to scroll: to the head of a file where no line is named, null while the line is folded away. */
function targetIn({ id, collapsed, fileDiff }, { number, side, align = "center" }) {
  if (number === undefined) return { type: "item", id, align: "start" };
  if (collapsed || !fileDiff.hunks.length) return null;
  return { type: "line", id, lineNumber: number, side, align };
}

const placeIn = (items, id) => items.findIndex((item) => item.id === id);

function after(hunks, items, from) {
  const file = placeIn(items, from.id);
  return hunks.find(({ item, hunk }) => {
    const at = placeIn(items, item.id);
    return at > file || (at === file && hunk > from.hunk);
  });
}

function before(hunks, items, from) {
  const file = placeIn(items, from.id);
  return hunks.findLast(({ item, hunk }) => {
    const at = placeIn(items, item.id);
    return at < file || (at === file && hunk < from.hunk);
  });
}
