/* The marks of a shell, as an OSC 133 or 633 carries them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readMark } from "../../../boocode_app/ui/components/terminal/marks.js";

test("without a nonce every mark counts", () => {
  assert.deepEqual(readMark("A"), { kind: "A" });
  assert.deepEqual(readMark("B"), { kind: "B" });
  assert.deepEqual(readMark("C"), { kind: "C" });
  assert.deepEqual(readMark("D;127"), { kind: "D", exitCode: 127 });
});

test("a mark without the nonce counts for nothing where there is one", () => {
  assert.equal(readMark("D;0", "s3cret"), null);
  assert.equal(readMark("D;0;nonce=other", "s3cret"), null);
  assert.equal(readMark("E;rm -rf /;other", "s3cret"), null);
  assert.deepEqual(readMark("D;0;nonce=s3cret", "s3cret"), { kind: "D", exitCode: 0 });
  assert.deepEqual(readMark("E;ls;s3cret", "s3cret"), { kind: "E", command: "ls" });
});

test("a command line comes as it was typed", () => {
  assert.equal(readMark(String.raw`E;echo a\x3b echo \\n\x0aecho b;n`, "n").command, "echo a; echo \\n\necho b");
  assert.equal(readMark("E;;n", "n").command, "");
});

test("an exit code that is none is unknown", () => {
  assert.equal(readMark("D").exitCode, null);
  assert.equal(readMark("D;;n", "n").exitCode, null);
  assert.equal(readMark("D;-1").exitCode, null);
  assert.equal(readMark("D;1e9").exitCode, null);
});

test("what is no mark of ours is passed over", () => {
  for (const payload of ["", "P;Cwd=/", "AA", "a", "F;1", ";A"]) assert.equal(readMark(payload), null, payload);
});
