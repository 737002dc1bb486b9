/* Whole files, for the lines around the hunks. They come when a person asks for such lines.

   Invariant: only contents that hold the lines of the patch are taken; a file that changed since
   leads to a new reading of the diff, not to wrong lines. */

import { useCallback } from "react";
import { restOf } from "$/public/external/boocode_app/ui/components/rest/rest.js";
import { tell } from "$/public/external/boocode_app/ui/components/toasts/toasts/toasts.jsx";
import { useDiff } from "./actions.jsx";
import { readable } from "./items.js";
import { nameOn } from "./words.js";

const rest = restOf("/api/projects/", "The server cannot be reached.");

/* What the view calls with a parsed patch: { oldFile, newFile }, as the library wants them. */
export function useContents() {
  const { projectId, aim, refresh } = useDiff();
  return useCallback(
    async (fileDiff) => {
      const { file } = fileDiff;
      try {
        const fetchSide = (side) => contentsOf(projectId, aim, file, side);
        const moved = fileDiff.type === "rename-pure";
        const [oldFile, newFile] = await Promise.all([moved ? null : fetchSide("old"), fetchSide("new")]);
        if (!moved && !holds(fileDiff, oldFile, newFile)) {
          refresh();
          throw new Error("It changed since. The diff is read again.");
        }
        return { oldFile, newFile };
      } catch (error) {
        tell({
          id: "diff-contents",
          kind: "failure",
          title: "The lines around cannot be shown",
          detail: error.message,
        });
        throw error;
      }
    },
    [projectId, aim, refresh],
  );
}

async function contentsOf(projectId, aim, file, side) {
  const asked = new URLSearchParams({ ...aim, path: nameOn(file, side), side });
  const { text, truncated, binary } = await rest.ask("GET", `${projectId}/diff/contents?${asked}`);
  if (binary) throw new Error("The file is binary.");
  if (truncated) throw new Error("The file is too large.");
  return { name: file.path, contents: readable(text) };
}

/* Whether both files hold the lines of the hunks where the hunks say. */
function holds(fileDiff, oldFile, newFile) {
  const [old, fresh] = [oldFile.contents.split("\n"), newFile.contents.split("\n")];
  return fileDiff.hunks.every(
    (hunk) =>
      same(fileDiff.deletionLines, hunk.deletionLineIndex, old, hunk.deletionStart, hunk.deletionCount) &&
      same(fileDiff.additionLines, hunk.additionLineIndex, fresh, hunk.additionStart, hunk.additionCount),
  );
}

function same(lines, index, text, start, count) {
  for (let n = 0; n < count; n++) {
    if (bare(lines[index + n]) !== bare(text[start - 1 + n])) return false;
  }
  return true;
}

/* Where whitespace is hidden, a line of the patch may stand for one with other whitespace. */
const bare = (line) => line?.replace(/\s+/g, "");
