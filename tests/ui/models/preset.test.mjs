/* The text in which a person writes arguments. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { argumentsIn, flagsOf, replaced, textOf } from "../../../boocode_app/ui/models/preset.js";

test("words are split at blanks and lines, but not within quotes", () => {
  const text = `--ctx-size 4096\n  --alias "my model"\t--x 'a b' "say \\"hi\\""`;
  assert.deepEqual(argumentsIn(text), ["--ctx-size", "4096", "--alias", "my model", "--x", "a b", 'say "hi"']);
  assert.deepEqual(argumentsIn("  \n "), []);
});

test("a flag stands with its value on a line, and a negative number is a value", () => {
  const list = ["--jinja", "--threads", "-1", "-ctk", "q4_0", "--alias", "my model"];
  assert.equal(textOf(list), '--jinja\n--threads -1\n-ctk q4_0\n--alias "my model"');
  assert.deepEqual(argumentsIn(textOf(list)), list);
  assert.deepEqual(flagsOf(["stray", "--x"]), [["stray"], ["--x"]]);
});

test("what was meant takes the place of what was written, and of nothing else", () => {
  assert.equal(replaced("--ctx-sise 8\n--ctx-sise2 9", "--ctx-sise", "--ctx-size"), "--ctx-size 8\n--ctx-sise2 9");
});
