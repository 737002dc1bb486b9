/* The last lines of a log. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, NO_LINES, cutAt, found, toneOf, withLines } from "../../../boocode_app/ui/models/log_lines.js";

test("the last lines are kept, and all are counted", () => {
  const many = Array.from({ length: MOST + 5 }, (_, at) => `line ${at}`);
  const log = withLines(withLines(NO_LINES, ["first"]), many);
  assert.equal(log.lines.length, MOST);
  assert.equal(log.total, MOST + 6);
  assert.deepEqual(log.lines.at(-1), { number: MOST + 6, text: `line ${MOST + 4}` });
});

test("lines are found whatever the case, and cut where the words stand", () => {
  const { lines } = withLines(NO_LINES, ["Slot 0 is busy", "all slots idle", "done"]);
  assert.deepEqual(found(lines, " SLOT ").map(({ number }) => number), [1, 2]);
  assert.deepEqual(cutAt("a slot, a Slot", "slot"), ["a ", "slot", ", a ", "Slot", ""]);
  assert.deepEqual(cutAt("plain", ""), ["plain"]);
});

test("a grave line has its tone", () => {
  assert.equal(toneOf("load: error: no such file"), "bad");
  assert.equal(toneOf("srv: warning: no template"), "warn");
  assert.equal(toneOf("srv: listening"), "");
});
