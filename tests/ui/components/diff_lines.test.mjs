/* The lines of a parsed patch, by side and number. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as lines from "../../../boocode_app/ui/components/diff/lines.js";

const context = (count) => ({ type: "context", lines: count });
const change = (deletions, additions) => ({ type: "change", deletions, additions });
const hunk = (old, fresh, ...hunkContent) => {
  const count = (side) =>
    hunkContent.reduce((sum, part) => sum + (part.type === "context" ? part.lines : part[side]), 0);
  return {
    deletionStart: old,
    deletionCount: count("deletions"),
    additionStart: fresh,
    additionCount: count("additions"),
    hunkContent,
  };
};

// -10..12 +10..13: a line of context, two lines that became three; then a line that went.
const DIFF = { hunks: [hunk(10, 10, context(1), change(2, 3)), hunk(40, 41, context(2), change(1, 0), context(1))] };
const at = (side, number) => ({ side, number });

test("rows carry the numbers of the sides that they are on", () => {
  assert.deepEqual(lines.rowsOf({ hunks: [DIFF.hunks[0]] }), [
    { sign: " ", old: 10, fresh: 10 },
    { sign: "-", old: 11 },
    { sign: "-", old: 12 },
    { sign: "+", fresh: 11 },
    { sign: "+", fresh: 12 },
    { sign: "+", fresh: 13 },
  ]);
});

test("a selection over both sides holds all that changed between its ends", () => {
  const range = { start: 12, side: "deletions", end: 12, endSide: "additions" };
  assert.deepEqual(lines.selectedLines(DIFF, range, false), {
    removed: [[12, 12]],
    added: [[11, 12]],
    first: 11,
    last: 12,
    side: "additions",
  });
});

test("a selection that was drawn upwards holds the same", () => {
  const down = { start: 11, side: "deletions", end: 13, endSide: "additions" };
  const up = { start: 13, side: "additions", end: 11, endSide: "deletions" };
  assert.deepEqual(lines.selectedLines(DIFF, up, false), lines.selectedLines(DIFF, down, false));
});

test("between two columns a selection keeps to the side of its ends", () => {
  const range = { start: 10, side: "additions", end: 12, endSide: "additions" };
  const { removed, added } = lines.selectedLines(DIFF, range, true);
  assert.deepEqual([removed, added], [[], [[11, 12]]]);
  assert.deepEqual(lines.selectedLines(DIFF, range, false).removed, [[11, 12]]);
});

test("where only removed lines are selected, their old numbers are told", () => {
  const range = { start: 42, side: "deletions", end: 42, endSide: "deletions" };
  assert.deepEqual(lines.selectedLines(DIFF, range, false), {
    removed: [[42, 42]],
    added: [],
    first: 42,
    last: 42,
    side: "deletions",
  });
});

test("a hunk spans all its lines on both sides", () => {
  assert.deepEqual(lines.hunkLines(DIFF.hunks[0]), {
    removed: [[10, 12]],
    added: [[10, 13]],
    first: 10,
    last: 13,
    side: "additions",
  });
  const gone = lines.hunkLines(hunk(1, 0, change(3, 0)));
  assert.deepEqual(gone, { removed: [[1, 3]], added: [], first: 1, last: 3, side: "deletions" });
});

test("the first change of a hunk is found behind its context", () => {
  assert.deepEqual(DIFF.hunks.map(lines.firstChange), [at("deletions", 11), at("deletions", 42)]);
});

test("the hunk of a line is told by its side", () => {
  assert.equal(lines.hunkAt(DIFF, "additions", 13), 0);
  assert.equal(lines.hunkAt(DIFF, "deletions", 13), -1);
  assert.equal(lines.hunkAt(DIFF, "deletions", 43), 1);
});

test("a step goes from row to row, from hunk to hunk, and stays at the ends", () => {
  assert.deepEqual(lines.stepFrom(DIFF, at("deletions", 12), 1), at("additions", 11));
  assert.deepEqual(lines.stepFrom(DIFF, at("additions", 13), 1), at("additions", 41));
  assert.deepEqual(lines.stepFrom(DIFF, at("additions", 10), -1), at("additions", 10));
});
