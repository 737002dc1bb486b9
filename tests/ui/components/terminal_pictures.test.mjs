/* Which bytes announce a picture, wherever the network cuts them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Pictures } from "../../../boocode_app/ui/components/terminal/pictures.js";

const bytes = (text) => new TextEncoder().encode(text);
const announced = (...chunks) => {
  const pictures = new Pictures(null);
  return chunks.some((chunk) => pictures.announcedBy(bytes(chunk)));
};

test("pictures and the questions for them are seen", () => {
  for (const sign of ["\x1bPq", "\x1bP0;1;0q", "\x1b]1337;File=", "\x1b[c", "\x1b[0c", "\x1b[?1;1S"]) {
    assert.equal(announced(`text ${sign} text`), true, JSON.stringify(sign));
  }
});

test("a sign that is cut in two is seen with its second half", () => {
  const sign = "\x1bP0;1;0q";
  for (let cut = 1; cut < sign.length; cut++) {
    assert.equal(announced(`a ${sign.slice(0, cut)}`, sign.slice(cut)), true, `cut at ${cut}`);
  }
});

test("colours, titles and other programs' questions announce none", () => {
  assert.equal(announced("\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b[>c", "\x1bP+q544e\x1b\\", "plain q"), false);
});

test("what is written while the pictures' part is loaded stays in order", async () => {
  const pictures = new Pictures(null);
  let loaded;
  pictures.load = () => new Promise((resolve) => (loaded = resolve));
  const shown = [];
  for (const text of ["a", "\x1bPq", "b", "c"]) pictures.pass(bytes(text), () => shown.push(text));
  assert.deepEqual(shown, ["a"]);
  loaded();
  await pictures.loading;
  assert.deepEqual(shown, ["a", "\x1bPq", "b", "c"]);
});
