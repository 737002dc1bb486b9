import assert from "node:assert/strict";
import test from "node:test";
import { verbsFor } from "../../../boocode_app/ui/components/diff/verbs.js";

const file = { status: "modified", old_mode: "100644", new_mode: "100644", closed: null };
const both = ["stage", "discard"];

test("a scope says what can be done with what it shows", () => {
  assert.deepEqual(verbsFor({ scope: "working" }, file), both);
  assert.deepEqual(verbsFor({ scope: "unstaged" }, file, true), both);
  assert.deepEqual(verbsFor({ scope: "staged" }, file), ["unstage"]);
  assert.deepEqual(verbsFor({ scope: "commit", commit: "HEAD" }, file), []);
  assert.deepEqual(verbsFor({ scope: "range", base: "main" }, file, true), []);
});

test("a conflict is only marked as resolved, and whole", () => {
  const conflict = { ...file, status: "unmerged" };
  assert.deepEqual(verbsFor({ scope: "unstaged" }, conflict), ["stage"]);
  assert.deepEqual(verbsFor({ scope: "staged" }, conflict), []);
  assert.deepEqual(verbsFor({ scope: "unstaged" }, conflict, true), []);
});

test("what is no file's content is never discarded", () => {
  const submodule = { ...file, new_mode: "160000" };
  const repository = { ...file, status: "untracked", closed: "repository" };
  assert.deepEqual(verbsFor({ scope: "unstaged" }, submodule), ["stage"]);
  assert.deepEqual(verbsFor({ scope: "working" }, repository), ["stage"]);
});

test("a change of type goes as a whole only", () => {
  const typed = { ...file, status: "type_changed", new_mode: "120000" };
  assert.deepEqual(verbsFor({ scope: "unstaged" }, typed), both);
  assert.deepEqual(verbsFor({ scope: "unstaged" }, typed, true), []);
});
