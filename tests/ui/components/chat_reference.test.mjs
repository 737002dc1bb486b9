import assert from "node:assert/strict";
import test from "node:test";
import {
  inserted,
  placeOf,
  placesIn,
  quoted,
  reference,
} from "../../../boocode_app/ui/components/chat/reference.js";

test("a reference names a file, a line or a range", () => {
  assert.equal(reference("src/a.py"), "src/a.py");
  assert.equal(reference("src/a.py", 70), "src/a.py:70");
  assert.equal(reference("src/a.py", 70, 78), "src/a.py:70-78");
});

test("one that would fall apart stands in backticks", () => {
  assert.equal(quoted("src/a.py:70"), "src/a.py:70");
  assert.equal(quoted("my notes.md:2"), "`my notes.md:2`");
  assert.equal(quoted("odd`name`.md"), "``odd`name`.md``");
});

test("it goes in at the caret, with the spaces that it needs", () => {
  assert.deepEqual(inserted("", 0, 0, "a.py:1"), { text: "a.py:1 ", caret: 7 });
  assert.deepEqual(inserted("Look at", 7, 7, "a.py:1"), { text: "Look at a.py:1 ", caret: 15 });
  assert.deepEqual(inserted("Is () right", 4, 4, "a.py:1"), { text: "Is (a.py:1) right", caret: 10 });
  assert.deepEqual(inserted("See this now", 4, 8, "a.py:1"), { text: "See a.py:1 now", caret: 11 });
});

test("code that names a file is a place", () => {
  assert.deepEqual(placeOf("src/a.py:70-78"), { path: "src/a.py", first: 70, last: 78 });
  assert.deepEqual(placeOf("./src/my file.py"), { path: "src/my file.py", first: 0, last: 0 });
  assert.deepEqual(placeOf("src/a.py#L70-L78"), { path: "src/a.py", first: 70, last: 78 });
  assert.deepEqual(placeOf("lamp.py:3"), { path: "lamp.py", first: 3, last: 3 });
});

test("code that may be anything else is none", () => {
  for (const code of [
    "lamp.turn", "a/b", "../up.py:3", "/etc/passwd.txt:1", "http://x.org/a.py:3", "x.org:80",
    "example.com/a.html", "localhost:3000", "127.0.0.1:80", "C:\\a.py", "src/../../up.py", "n/a", "",
  ]) {
    assert.equal(placeOf(code), null, code);
  }
});

test("running text keeps every letter, and needs a line to name a place", () => {
  const text = "In src/a.py:70-78, lamp.py and (b/c.ts:4). Not http://h.com:80/a.py:3, 10:30 or x.org:80.";
  const pieces = placesIn(text);
  assert.equal(pieces.map((piece) => piece.text ?? piece).join(""), text);
  const named = pieces.filter((piece) => piece.path).map((piece) => piece.text);
  assert.deepEqual(named, ["src/a.py:70-78", "b/c.ts:4"]);
});
