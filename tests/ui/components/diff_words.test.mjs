/* A changed file in words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as words from "../../../boocode_app/ui/components/diff/words.js";

const file = (more) => ({ path: "a", status: "modified", old_mode: "100644", new_mode: "100644", ...more });
const patch = (text, more) => ({ t: "patch", patch: text, ...more });

test("what happened beside the lines is told plainly", () => {
  const told = [
    [{ old_path: "b", status: "renamed", similarity: 92 }, "Renamed from b (92 % alike)"],
    [{ old_path: "b", status: "copied", similarity: 100 }, "Copied from b (100 % alike)"],
    [{ new_mode: "100755" }, "Made executable"],
    [{ old_mode: "100755" }, "No longer executable"],
    [{ status: "type_changed", new_mode: "120000" }, "File became a symbolic link"],
    [{ old_mode: "120000", new_mode: "120000" }, "Symbolic link: its text is where it leads"],
    [{ old_mode: "160000", new_mode: "160000" }, "Submodule: it points to another commit"],
    [{ status: "added", old_mode: "000000" }, undefined],
  ];
  for (const [more, said] of told) assert.equal(words.notesOf(file(more), undefined)[0], said);
});

test("line ends that changed are told, and those that did not are not", () => {
  const ends = (text) => words.notesOf(file(), patch(`--- a/a\n+++ b/a\n@@ -1 +1 @@\n${text}`))[0];
  assert.equal(ends("-a\n+a\r\n"), "Line ends became CRLF");
  assert.equal(ends("-a\r\n+a\n"), "Line ends became LF");
  assert.equal(ends("-a\r\n+b\r\n"), undefined);
  assert.equal(ends("+b\r\n"), undefined);
});

test("a file without lines says why", () => {
  assert.equal(words.reasonOf(file({ closed: "generated" }), undefined), "Generated file");
  assert.equal(words.reasonOf(file(), { t: "closed", closed: "too_large" }), "Large change");
  assert.equal(words.reasonOf(file(), patch("diff --git a/a b/a\n")), "Empty file");
  assert.equal(words.reasonOf(file({ new_mode: "100755" }), patch("diff --git a/a b/a\n")), "");
  assert.equal(words.reasonOf(file({ status: "unmerged" }), undefined), "In conflict: resolve it first");
});

test("signs that cannot be seen are shown in a name", () => {
  assert.equal(words.visible(" a\nb\t "), "\u2423a\u240ab\u2409\u2423");
});

test("a file that large or generated can be opened, an open one cannot", () => {
  assert.equal(words.canOpen(file({ closed: "generated" }), undefined), true);
  assert.equal(words.canOpen(file({ closed: "binary" }), undefined), false);
  assert.equal(words.canOpen(file({ closed: "generated" }), patch("")), false);
});
