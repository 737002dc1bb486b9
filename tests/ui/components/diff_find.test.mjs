/* Text found in patches. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { findIn, hitsIn } from "../../../boocode_app/ui/components/diff/find.js";

const PATCH = `diff --git a/light.py b/light.py
index 1..2 100644
--- a/light.py
+++ b/light.py
@@ -3,3 +3,3 @@ def light():
 Light, light
-old light
+new Light
\\ No newline at end of file light
@@ -20 +20,2 @@ light
 end
+--- light
`;
const row = (path, patch) => ({ file: { path }, line: { t: "patch", patch } });
const options = { caseSensitive: false, limit: 100, signal: new AbortController().signal };

test("every place in the lines counts, none in what stands around them", () => {
  assert.deepEqual([...hitsIn(PATCH, "light", false)], [
    { side: "additions", number: 3, column: 0 },
    { side: "additions", number: 3, column: 7 },
    { side: "deletions", number: 4, column: 4 },
    { side: "additions", number: 4, column: 4 },
    { side: "additions", number: 21, column: 4 },
  ]);
});

test("case counts where it is asked for", () => {
  assert.deepEqual([...hitsIn(PATCH, "Light", true)].map((hit) => hit.number), [3, 4]);
});

test("a sign is no text", () => {
  assert.deepEqual([...hitsIn(PATCH, "+new", false)], []);
});

test("files are gone through in order, up to the limit", async () => {
  const rows = [row("a", PATCH), { file: { path: "closed" }, line: undefined }, row("b", PATCH)];
  const hits = await findIn(rows, "light", { ...options, limit: 7 });
  assert.deepEqual(hits.map((hit) => hit.file.path), ["a", "a", "a", "a", "a", "b", "b"]);
});

test("a search that nobody waits for ends", async () => {
  const stopping = new AbortController();
  const many = Array.from({ length: 400 }, (_, n) => row(`f${n}`, PATCH.repeat(40)));
  const found = findIn(many, "light", { ...options, limit: Infinity, signal: stopping.signal });
  stopping.abort();
  assert.equal(await found, null);
});
