/* The changed files as a tree. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { filtered, listRows, treeRows } from "../../../boocode_app/ui/components/diff/tree.js";

const file = (path, added = 1, removed = 0) => ({ path, added, removed });
const shape = (rows) => rows.map(({ key, depth }) => `${"  ".repeat(depth)}${key}`);

test("a chain of folders with nothing else in them is one row", () => {
  const rows = treeRows([file("a/b/c/one.py"), file("a/b/c/two.py"), file("top.md")], new Set());
  assert.deepEqual(shape(rows), ["a/b/c/", "  a/b/c/one.py", "  a/b/c/two.py", "top.md"]);
  assert.equal(rows[0].name, "a/b/c");
});

test("a folder tells what changed in all of it, also a binary file", () => {
  const [folder] = treeRows([file("a/x", 2, 1), file("a/b/y", 3, 0), file("a/b/z.bin", null, null)], new Set());
  assert.deepEqual([folder.files, folder.added, folder.removed], [3, 5, 1]);
});

test("what is in a closed folder is not there", () => {
  const rows = treeRows([file("a/x"), file("a/b/y"), file("c")], new Set(["a/b"]));
  assert.deepEqual(shape(rows), ["a/", "  a/x", "  a/b/", "c"]);
  assert.equal(rows[2].open, false);
});

test("a folder that comes twice in the order stands once", () => {
  const rows = treeRows([file("a/x"), file("b"), file("a/untracked")], new Set());
  assert.deepEqual(shape(rows), ["a/", "  a/x", "  a/untracked", "b"]);
});

test("a repository in the repository is a file", () => {
  assert.deepEqual(shape(treeRows([file("vendor/")], new Set())), ["vendor/"]);
});

test("a filter wants every word, in any case and order", () => {
  const files = [file("src/Harbour/berths.py"), file("src/tides.ts")];
  assert.deepEqual(filtered(files, "py HARB"), [files[0]]);
  assert.equal(filtered(files, "  "), files);
  assert.deepEqual(listRows(filtered(files, "tides")).map((row) => row.key), ["src/tides.ts"]);
});
