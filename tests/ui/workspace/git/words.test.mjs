import assert from "node:assert/strict";
import { test } from "node:test";
import { keysOf } from "../../../../boocode_app/ui/workspace/git/list.js";
import { commitWords, counted, distanceOf } from "../../../../boocode_app/ui/workspace/git/words.js";

test("a count says one or many", () => {
  assert.equal(counted(1, "staged file"), "1 staged file");
  assert.equal(counted(12_345, "file in conflict"), "12\u2009345 files in conflict");
});

test("the button of a commit says what goes into it", () => {
  const of = (staged, all, everything, amend = false) => commitWords({ staged, all, everything, amend });
  assert.equal(of(3, 5, false), "Commit 3 staged files");
  assert.equal(of(0, 5, true), "Stage all and commit 5 files");
  assert.equal(of(5, 5, true), "Commit 5 files");
  assert.equal(of(0, 5, false, true), "Amend the message");
  assert.equal(of(1, 5, false, true), "Amend with 1 file");
});

test("a distance is drawn short and spoken in words, and an unknown one is none", () => {
  assert.deepEqual(distanceOf(2, 1, "main"), {
    shown: "↑2 ↓1",
    spoken: "2 commits ahead of main, 1 commit behind main",
  });
  assert.equal(distanceOf(0, 0, "main").spoken, "level with main");
  assert.equal(distanceOf(null, null, "main"), null);
});

test("the keys of a list stay in it, and leave other keys alone", () => {
  const heard = [];
  const press = (key, current, more = {}) => {
    const onCurrent = (at) => heard.push(at);
    const onOpen = (at) => heard.push(`open ${at}`);
    const event = { key, preventDefault: () => {}, stopPropagation: () => {}, ...more };
    keysOf({ count: 12, current, onCurrent, onOpen })(event);
    return heard.splice(0);
  };
  assert.deepEqual(press("j", 0), [1]);
  assert.deepEqual(press("k", 0), [0]);
  assert.deepEqual(press("PageDown", 5), [11]);
  assert.deepEqual(press("End", 3), [11]);
  assert.deepEqual(press("Home", 3), [0]);
  assert.deepEqual(press("Enter", 3), ["open 3"]);
  assert.deepEqual(press("j", 0, { ctrlKey: true }), []);
  assert.deepEqual(press("a", 0), []);
});
