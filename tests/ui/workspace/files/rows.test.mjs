import assert from "node:assert/strict";
import test from "node:test";
import { moveOf, rowOf, rowTyped, rowsOf } from "../../../../boocode_app/ui/workspace/files/rows.js";

const folder = (path) => ({ path, name: path.split("/").at(-1), kind: "folder", leads_to: null });
const file = (path) => ({ ...folder(path), kind: "file" });
const listed = (...items) => ({ items, total: items.length, fault: "" });

const FOLDERS = new Map([
  ["", listed(folder("docs"), folder("src"), file("README.md"), file("setup.py"))],
  ["src", listed(folder("src/deep"), file("src/app.py"))],
  ["src/deep", listed()],
]);
const OPEN = new Set(["", "src"]);
const rows = () => rowsOf(FOLDERS, OPEN);
const names = (all) => all.map((row) => row.entry?.path ?? row.note);

test("the rows are what is open, from top to bottom", () => {
  assert.deepEqual(names(rows()), ["docs", "src", "src/deep", "src/app.py", "README.md", "setup.py"]);
  const app = rows()[3];
  assert.deepEqual([app.level, app.position, app.size, app.isFolder], [2, 2, 2, false]);
});

test("an open folder says why nothing stands in it", () => {
  assert.deepEqual(names(rowsOf(FOLDERS, new Set(["", "src", "src/deep"])))[3], "Empty folder");
  assert.deepEqual(names(rowsOf(FOLDERS, new Set(["", "docs"])))[1], "Reading…");
  const failed = new Map([...FOLDERS, ["docs", { items: null, total: 0, fault: "It is gone." }]]);
  assert.equal(rowsOf(failed, new Set(["", "docs"]))[1].note, "It is gone.");
});

test("a folder that was read once keeps its rows when it fails later", () => {
  const failed = new Map([...FOLDERS, ["src", { ...FOLDERS.get("src"), fault: "No answer." }]]);
  assert.deepEqual(names(rowsOf(failed, OPEN)).slice(2, 5), ["No answer.", "src/deep", "src/app.py"]);
});

test("entries beyond the limit are counted", () => {
  const many = new Map([["", { items: [file("a")], total: 9, fault: "" }]]);
  assert.equal(rowsOf(many, new Set([""])).at(-1).note, "8 more are not listed");
});

test("arrows walk, open and close", () => {
  const all = rows();
  assert.deepEqual(moveOf("ArrowDown", all, 0, 5), { at: 1 });
  assert.deepEqual(moveOf("ArrowDown", all, 5, 5), { at: 5 });
  assert.deepEqual(moveOf("ArrowUp", all, 0, 5), { at: 0 });
  assert.deepEqual(moveOf("ArrowRight", all, 0, 5), { toggle: "docs" });
  assert.deepEqual(moveOf("ArrowRight", all, 1, 5), { at: 2 });
  assert.deepEqual(moveOf("ArrowLeft", all, 1, 5), { toggle: "src" });
  assert.deepEqual(moveOf("ArrowLeft", all, 3, 5), { at: 1 });
  assert.equal(moveOf("ArrowLeft", all, 4, 5), null);
  assert.equal(moveOf("ArrowRight", all, 3, 5), null);
  assert.deepEqual(moveOf("End", all, 0, 5), { at: 5 });
  assert.deepEqual(moveOf("PageDown", all, 1, 3), { at: 4 });
});

test("arrows pass over notes", () => {
  const all = rowsOf(FOLDERS, new Set(["", "src", "src/deep"]));
  assert.deepEqual(names(all).slice(2, 5), ["src/deep", "Empty folder", "src/app.py"]);
  assert.deepEqual(moveOf("ArrowDown", all, 2, 5), { at: 4 });
  assert.deepEqual(moveOf("ArrowUp", all, 4, 5), { at: 2 });
  assert.deepEqual(moveOf("ArrowRight", all, 2, 5), { at: 2 });
  assert.deepEqual(moveOf("PageDown", all, 0, 3), { at: 2 });
  assert.deepEqual(moveOf("ArrowDown", rowsOf(new Map([["", listed()]]), new Set([""])), 0, 5), { at: 0 });
});

test("typed letters find the next name that begins with them", () => {
  const all = rows();
  assert.equal(rowTyped(all, 1, "s"), 5);
  assert.equal(rowTyped(all, 5, "s"), 1);
  assert.equal(rowTyped(all, 1, "sr"), 1);
  assert.equal(rowTyped(all, 0, "RE"), 4);
  assert.equal(rowTyped(all, 0, "zz"), -1);
  assert.equal(rowOf(all, "src/app.py"), 3);
});
