/* A patch in the library's form, block by block.

   The library's own parser takes each line through an encoder and a decoder, most of its time: a file
   of 100,000 lines would hold the page. Here a line is a slice of the patch, which the answer holds.

   Invariant: of a patch that the server has checked, this makes what `processFile` makes. */

import { processFile } from "@pierre/diffs";
import { paired } from "./pairing.js";

const [CONTEXT, REMOVED, ADDED, HEAD, NOTE] = [..." -+@\\"].map((sign) => sign.charCodeAt(0));
const HEADING = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(?: (.*?))?\r?\n?$/s;

export function parsePatch(patch, cacheKey) {
  const start = patch.indexOf("\n@@ ") + 1 || patch.length;
  const diff = processFile(patch.slice(0, start), { isGitDiff: true, cacheKey });
  let hunk = null;
  for (let at = start; at < patch.length; ) {
    const sign = patch.charCodeAt(at);
    if (sign === HEAD) {
      place(hunk, diff);
      hunk = headed(patch.slice(at, endOf(patch, at)), diff);
    }
    if (sign === CONTEXT) at = readContext(patch, at, diff, hunk);
    else if (sign === REMOVED || sign === ADDED) at = readChange(patch, at, diff, hunk);
    else at = endOf(patch, at);
  }
  place(hunk, diff);
  return diff;
}

const endOf = (patch, at) => patch.indexOf("\n", at) + 1 || patch.length;

/* A hunk without its lines, at the end of `diff`. */
function headed(hunkSpecs, { hunks, deletionLines, additionLines }) {
  const [, deletionStart, deletionCount = 1, additionStart, additionCount = 1, hunkContext] =
    HEADING.exec(hunkSpecs);
  const hunk = {
    collapsedBefore: 0,
    splitLineCount: 0,
    splitLineStart: 0,
    unifiedLineCount: 0,
    unifiedLineStart: 0,
    additionCount: Number(additionCount),
    additionStart: Number(additionStart),
    additionLines: 0,
    deletionCount: Number(deletionCount),
    deletionStart: Number(deletionStart),
    deletionLines: 0,
    deletionLineIndex: deletionLines.length,
    additionLineIndex: additionLines.length,
    hunkContent: [],
    hunkContext,
    hunkSpecs,
    noEOFCRAdditions: false,
    noEOFCRDeletions: false,
  };
  hunks.push(hunk);
  return hunk;
}

/* Unchanged lines from `at`; where they end. */
function readContext(patch, at, diff, hunk) {
  const { deletionLines: old, additionLines: fresh } = diff;
  const indexes = { deletionLineIndex: old.length, additionLineIndex: fresh.length };
  let characters = 0;
  for (let next; patch.charCodeAt(at) === CONTEXT; at = next) {
    next = endOf(patch, at);
    const text = patch.slice(at + 1, next) || "\n";
    old.push(text);
    fresh.push(text);
    characters += text.length;
  }
  diff.deletionCharacterCount += characters;
  diff.additionCharacterCount += characters;
  const lines = old.length - indexes.deletionLineIndex;
  hunk.splitLineCount += lines;
  hunk.unifiedLineCount += lines;
  hunk.hunkContent.push({ type: "context", lines, ...indexes });
  if (patch.charCodeAt(at) !== NOTE) return at;
  endOpen("deletion", diff, hunk);
  endOpen("addition", diff, hunk);
  return endOf(patch, at);
}

/* Removed lines from `at`, then added ones; where they end. */
function readChange(patch, at, diff, hunk) {
  const indexes = {
    deletionLineIndex: diff.deletionLines.length,
    additionLineIndex: diff.additionLines.length,
  };
  const added = readSide(patch, at, REMOVED, "deletion", diff, hunk);
  const end = readSide(patch, added, ADDED, "addition", diff, hunk);
  const deletions = diff.deletionLines.length - indexes.deletionLineIndex;
  const additions = diff.additionLines.length - indexes.additionLineIndex;
  hunk.deletionLines += deletions;
  hunk.additionLines += additions;
  hunk.splitLineCount += Math.max(deletions, additions);
  hunk.unifiedLineCount += deletions + additions;
  const block = { type: "change", deletions, additions, ...indexes };
  hunk.hunkContent.push(...paired(block, diff));
  return end;
}

function readSide(patch, at, sign, side, diff, hunk) {
  const lines = diff[`${side}Lines`];
  let characters = 0;
  for (let next; patch.charCodeAt(at) === sign; at = next) {
    next = endOf(patch, at);
    const text = patch.slice(at + 1, next) || "\n";
    lines.push(text);
    characters += text.length;
  }
  diff[`${side}CharacterCount`] += characters;
  if (!characters || patch.charCodeAt(at) !== NOTE) return at;
  endOpen(side, diff, hunk);
  return endOf(patch, at);
}

/* The last line of a side has no newline at its end. */
function endOpen(side, diff, hunk) {
  const lines = diff[`${side}Lines`];
  const line = lines.pop();
  lines.push(line.replace(/\r?\n$/, ""));
  diff[`${side}CharacterCount`] += lines.at(-1).length - line.length;
  hunk[side === "addition" ? "noEOFCRAdditions" : "noEOFCRDeletions"] = true;
}

/* A hunk that is whole stands below those before it and the lines between that are not shown. */
function place(hunk, diff) {
  if (!hunk) return;
  const above = diff.hunks.at(-2);
  hunk.collapsedBefore = Math.max(firstOf(hunk) - (above ? endOfNew(above) : 0), 0);
  hunk.splitLineStart = diff.splitLineCount + hunk.collapsedBefore;
  hunk.unifiedLineStart = diff.unifiedLineCount + hunk.collapsedBefore;
  diff.splitLineCount = hunk.splitLineStart + hunk.splitLineCount;
  diff.unifiedLineCount = hunk.unifiedLineStart + hunk.unifiedLineCount;
}

/* How many lines of the new file stand above a hunk, and down to its end. */
const firstOf = ({ additionStart, additionCount }) => additionStart - (additionCount ? 1 : 0);
const endOfNew = (hunk) => firstOf(hunk) + hunk.additionCount;
