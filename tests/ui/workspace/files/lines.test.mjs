import assert from "node:assert/strict";
import test from "node:test";
import { placesOf } from "../../../../boocode_app/ui/workspace/files/find.js";
import { countLines, linesIn, linesOf, stepped, wordsOf } from "../../../../boocode_app/ui/workspace/files/lines.js";

test("an address names a line or a range, in either direction", () => {
  assert.deepEqual(linesOf("70"), { first: 70, last: 70 });
  assert.deepEqual(linesOf("78-70"), { first: 70, last: 78 });
  for (const words of [null, "", "0", "x", "1-", "-1", "7-8-9", "12345678"]) assert.equal(linesOf(words), null);
});

test("lines are written as they are read", () => {
  for (const words of ["1", "70-78"]) assert.equal(wordsOf(linesOf(words)), words);
  assert.equal(wordsOf(null), null);
  assert.deepEqual(linesIn({ start: 9, end: 3 }), { first: 3, last: 9 });
});

test("a step moves the line, or the end that is not held", () => {
  assert.deepEqual(stepped({ first: 5, last: 5 }, 5, 1, false, 9), { first: 6, last: 6 });
  assert.deepEqual(stepped({ first: 5, last: 5 }, 5, 1, true, 9), { first: 5, last: 6 });
  assert.deepEqual(stepped({ first: 5, last: 6 }, 5, -1, true, 9), { first: 5, last: 5 });
  assert.deepEqual(stepped({ first: 4, last: 5 }, 5, -1, true, 9), { first: 3, last: 5 });
  assert.deepEqual(stepped({ first: 9, last: 9 }, 9, 1, true, 9), { first: 9, last: 9 });
  assert.deepEqual(stepped({ first: 1, last: 1 }, 1, -1, false, 9), { first: 1, last: 1 });
});

test("a last line without an end is a line", () => {
  assert.deepEqual(["", "a", "a\n", "a\nb", "a\n\n"].map(countLines), [0, 1, 1, 2, 2]);
});

test("text is found in every line, also more than once", () => {
  const text = "one two\n\nTwo twotwo\n";
  const places = [
    { line: 1, column: 4 },
    { line: 3, column: 0 },
    { line: 3, column: 4 },
    { line: 3, column: 7 },
  ];
  assert.deepEqual(placesOf(text, "two"), places);
  assert.deepEqual(placesOf(text, "two", { caseSensitive: true }).length, 3);
  assert.deepEqual(placesOf(text, "two", { limit: 2 }), places.slice(0, 2));
  assert.deepEqual(placesOf(text, ""), []);
  assert.deepEqual(placesOf(text, "three"), []);
});
