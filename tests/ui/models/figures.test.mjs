/* What was measured, as plots. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf, nameOf, times } from "../../../boocode_app/ui/models/figures.js";

const spread = (median) => ({ median, low: median - 1, high: median + 2 });
const row = (spec, perS, acceptance, kv) => ({
  k_cache: "q4_0",
  spec,
  slots: 2,
  per_s: spread(perS),
  together_per_s: spread(perS),
  first_ms: spread(100),
  acceptance,
  kv_bytes: kv,
  to_defaults: { per_s: perS / 10, together_per_s: 1, first_ms: 1, kv_bytes: null },
});

test("a combination is named by what sets it apart", () => {
  assert.equal(nameOf(row("none", 10, null, null)), "q4_0 · plain · 2 slots");
  assert.equal(nameOf({ ...row("ngram-mod", 10, null, null), slots: 1 }), "q4_0 · ngram-mod · 1 slot");
});

test("each figure has a value, a spread and a ratio for each combination", () => {
  const [first] = figuresOf({ rows: [row("none", 10, null, 5), row("ngram-mod", 14, 0.5, 5)] });
  assert.deepEqual(first.values, [10, 14]);
  assert.deepEqual(first.spread, [[9, 12], [13, 16]]);
  assert.deepEqual(first.ratios.map(times), ["1.00×", "1.40×"]);
});

test("a figure that nobody measured is left out", () => {
  const ids = figuresOf({ rows: [row("none", 10, null, null)] }).map(({ id }) => id);
  assert.deepEqual(ids, ["per_s", "together_per_s", "first_ms"]);
});
