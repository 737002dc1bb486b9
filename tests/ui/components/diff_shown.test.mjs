/* What is left of an answer where whitespace is hidden. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { shownOf } from "../../../boocode_app/ui/components/diff/shown.js";

const files = [
  { index: 0, path: "a.js", added: 3, removed: 3, indentation: false },
  { index: 1, path: "b.yml", added: 2, removed: 2, indentation: true },
  { index: 2, path: "c.py", added: 1, removed: 0, indentation: true },
];
const lines = new Map([
  [0, { t: "patch", index: 0, patch: "all", whitespace_free: "less", whitespace_lines: 2 }],
  [1, { t: "patch", index: 1, patch: "all", whitespace_free: "", whitespace_lines: 2 }],
  [2, { t: "patch", index: 2, patch: "all", whitespace_free: null, whitespace_lines: 0 }],
]);
const answer = { files, lines };

test("all of it is shown at first", () => {
  const { rows, hidden } = shownOf(answer, false);
  assert.deepEqual(rows.map((row) => row.line.patch), ["all", "all", "all"]);
  assert.equal(hidden.lines, 0);
});

test("what is whitespace alone goes, and is counted", () => {
  const { rows, hidden } = shownOf(answer, true);
  assert.deepEqual(rows.map(({ file, line }) => [file.path, line.patch]), [["a.js", "less"], ["c.py", "all"]]);
  assert.deepEqual(hidden, { files: 1, lines: 4, meaning: ["YAML"] });
  assert.deepEqual([rows[0].file.added, rows[0].file.removed], [1, 1]);
});

test("what did not change is the same object", () => {
  for (const hideSpace of [false, true]) {
    const before = shownOf(answer, hideSpace).rows;
    const after = shownOf({ ...answer }, hideSpace).rows;
    before.forEach((row, n) => assert.equal(after[n], row));
  }
});

test("a patch waits for what hiding whitespace needs, and for nothing where it is shown", () => {
  const partial = { ...answer, lines: new Map([...lines, [0, { ...lines.get(0), partial: true }]]) };
  const typesOf = (hideSpace) => shownOf(partial, hideSpace).rows.map(({ line }) => line.t);
  assert.deepEqual(typesOf(false), ["patch", "patch", "patch"]);
  assert.deepEqual(typesOf(true), ["opening", "patch"]);
});
