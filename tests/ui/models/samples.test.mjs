/* The figures of the last ten minutes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { SPAN_MS, added, peakOf, plotsOf } from "../../../boocode_app/ui/models/samples.js";

const START = Date.parse("2026-01-01T00:00:00Z");
const live = (seconds, more = {}) => ({
  at: new Date(START + seconds * 1000).toISOString(),
  slots_busy: 1,
  slots: 2,
  prompt_tokens: 0,
  output_tokens: 0,
  prompt_per_s: null,
  output_per_s: null,
  cached_tokens: null,
  draft_tokens: null,
  draft_accepted: null,
  kv_bytes: null,
  kv_used_tokens: null,
  ...more,
});
const gathered = (...lives) => lives.reduce(added, []);
const plot = (samples, id) => plotsOf(samples, 4096).find((one) => one.id === id);

test("what is older than ten minutes is let go", () => {
  const samples = gathered(live(0), live(10), live(SPAN_MS / 1000 + 5));
  assert.deepEqual(samples.map(({ time }) => (time - START) / 1000), [10, SPAN_MS / 1000 + 5]);
});

test("a sample that was there already is not there twice", () => {
  assert.equal(gathered(live(0), live(2), live(2), live(1)).length, 2);
});

test("a server that was started anew begins anew", () => {
  const samples = gathered(live(0, { prompt_tokens: 90 }), live(2, { prompt_tokens: 4 }));
  assert.equal(samples.length, 1);
});

test("a share is that of a moment in the plot, and of the whole while in its number", () => {
  const samples = gathered(
    live(0, { draft_tokens: 0, draft_accepted: 0 }),
    live(2, { draft_tokens: 10, draft_accepted: 10 }),
    live(4, { draft_tokens: 10, draft_accepted: 10 }),
    live(6, { draft_tokens: 20, draft_accepted: 15 }),
  );
  const { points, value } = plot(samples, "draft");
  assert.deepEqual(points.map(([, share]) => share), [1, null, 0.5]);
  assert.equal(value, 0.75);
});

test("what is not known is no zero", () => {
  const samples = gathered(live(0), live(2));
  for (const id of ["cached", "draft"]) {
    assert.deepEqual(plot(samples, id).points.map(([, share]) => share), [null]);
    assert.equal(plot(samples, id).value, null);
  }
  assert.equal(peakOf(plot(samples, "output").points), null);
  assert.equal(plotsOf([], null).length, 6);
});

test("tokens that came from the cache are counted against all that were asked for", () => {
  const samples = gathered(
    live(0, { prompt_tokens: 100, cached_tokens: 0 }),
    live(2, { prompt_tokens: 120, cached_tokens: 60 }),
  );
  assert.equal(plot(samples, "cached").value, 0.75);
});
