/* What is said of a model. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as words from "../../../boocode_app/ui/models/words.js";

const GB = 1e9;
const STOPPED = { name: "coder", path: "/m/coder.gguf", source: "", state: "stopped", kind: "file", in_flight: 0, waiting: 0 };

test("a size is told in a fitting unit, and an unknown one is a dash", () => {
  const said = [[null, "–"], [0, "0 B"], [999, "999 B"], [2_690_000, "2.7 MB"], [7e9, "7.0 GB"], [2e8, "200 MB"], [999_990_000, "1.0 GB"]];
  for (const [size, wanted] of said) assert.equal(words.bytes(size), wanted);
});

test("a number is short, grouped, and never a false zero", () => {
  const said = [[null, "–"], [0, "0"], [0.421, "0.42"], [8.13, "8.1"], [34, "34"], [1234.4, "1\u2009234"], [12_345, "12.3k"]];
  for (const [number, wanted] of said) assert.equal(words.short(number), wanted);
  assert.equal(words.whole(32_768), "32\u2009768");
  assert.equal(words.percent(null), "–");
  assert.equal(words.percent(0.005), "1 %");
});

test("a download counts before the state of its server", () => {
  const download = { state: "running", received: 1, size: 2, bytes_per_s: null, detail: "" };
  assert.equal(words.stateOf({ ...STOPPED, download }).word, "downloading");
  assert.equal(words.stateOf(STOPPED).word, "not loaded");
  assert.equal(words.stateOf({ ...STOPPED, kind: "endpoint", state: "ready" }).word, "reachable");
});

test("a need is told against the budget, and one that does not fit says so", () => {
  const memory = { weights: 4 * GB, kv: GB, total: 5.5 * GB, budget: 8 * GB, fits: true };
  assert.equal(words.need(memory), "5.5 GB of 8.0 GB");
  assert.equal(words.need({ ...memory, total: 9 * GB, fits: false }), "9.0 GB, more than 8.0 GB");
  assert.match(words.need(null), /not known/);
  const parts = words.partsOf(memory);
  assert.equal(parts.reduce((sum, part) => sum + part.bytes, 0), memory.total);
});

test("what is cut off is said before it is", () => {
  assert.match(words.losses(STOPPED), /nothing is cut/);
  assert.equal(words.losses({ in_flight: 1, waiting: 0 }), "The answer in flight is cut off.");
  assert.equal(words.losses({ in_flight: 2, waiting: 1 }), "The 2 answers in flight are cut off. The one that waits is told.");
});

test("a download says how far it is, how fast and how long it takes", () => {
  const running = { state: "running", received: 2 * GB, size: 8 * GB, bytes_per_s: 20e6, detail: "" };
  const { share, line } = words.progressOf(running);
  assert.equal(share, 0.25);
  assert.equal(line, "2.0 GB of 8.0 GB · 20.0 MB/s · 5 min left");
  assert.equal(words.progressOf({ ...running, size: null, bytes_per_s: null }).share, null);
});

test("only the demo is a first run", () => {
  assert.ok(words.isFirstRun([{ name: "demo" }]));
  assert.ok(!words.isFirstRun([{ name: "demo" }, STOPPED]));
});

test("a model is found by the words of its name, file and state", () => {
  assert.ok(words.matches(STOPPED, "coder not"));
  assert.ok(words.matches({ ...STOPPED, source: "org/repo:Q4_K_M" }, "q4_k"));
  assert.ok(!words.matches(STOPPED, "ready"));
});
