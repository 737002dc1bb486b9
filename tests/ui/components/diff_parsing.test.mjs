/* Patches in the library's form. PATCHES names a file with patches that the server made. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { processFile } from "@pierre/diffs";
import { parsePatch } from "../../../boocode_app/ui/components/diff/parsing.js";

const texts = JSON.parse(readFileSync(process.env.PATCHES, "utf8"));
const patches = texts.flatMap((text) => text.split(/\n(?=diff --git )/));

test("every patch is what the library makes of it", () => {
  for (const patch of patches) {
    const cacheKey = "key";
    const theirs = processFile(patch, { isGitDiff: true, cacheKey });
    assert.deepEqual(parsePatch(patch, cacheKey), theirs, patch);
  }
});

test("there are patches of every kind", () => {
  const parsed = patches.map((patch) => parsePatch(patch));
  const blocks = parsed.flatMap((diff) => diff.hunks.flatMap((hunk) => hunk.hunkContent));
  const paired = blocks.some((block, n) => block.type === "change" && blocks[n + 1]?.type === "change");
  const kinds = new Set(parsed.map((diff) => diff.type));
  assert.deepEqual([...kinds].sort(), ["change", "deleted", "new", "rename-changed", "rename-pure"]);
  assert.ok(paired, "a block whose lines are paired by likeness");
  assert.ok(parsed.some((diff) => diff.hunks.length > 1), "more hunks than one");
  assert.ok(parsed.some((diff) => diff.hunks.some((hunk) => hunk.noEOFCRDeletions)), "an open end");
});
