/* Moves what a person chose in a diff between the index and the working files, and tells what was
   done; a discard is undone from what is told.

   Invariant: one deed at a time, in the order in which they were pressed, and after each the diff is
   read again. The server refuses what is about lines that have moved meanwhile. */

import { tellChanged } from "$/public/external/boocode_app/ui/components/repository_news/repository_news.js";
import { restOf } from "$/public/external/boocode_app/ui/components/rest/rest.js";
import { tell } from "$/public/external/boocode_app/ui/components/toasts/toasts/toasts.jsx";
import { verbsFor } from "./verbs.js";
import { visible } from "./words.js";

const DONE = { stage: "Staged", unstage: "Unstaged", discard: "Discarded" };
const TOLD = "diff-staging";

const rest = restOf("/api/projects/", "The server cannot be reached: nothing was done.");

const MAX_WAITING = 32;
const waiting = new Set(); // what is to be done, as texts; the first is being done
let last = Promise.resolve();

/* Do it when its turn comes; whether it was done. `lines` ({ removed, added }) leaves the rest of the
   file alone; `what` names them. A second press on what waits is no second deed. */
export async function carryOut(verb, diff, { file, line, lines, what }) {
  const wanted = { scope: diff.aim.scope, files: [chosen(file, line, lines)] };
  const wish = JSON.stringify([diff.projectId, verb, wanted]);
  if (waiting.has(wish)) return false;
  if (waiting.size === MAX_WAITING) {
    failed(verb, file, new Error(`${MAX_WAITING} others wait: try again when they are done.`));
    return false;
  }
  waiting.add(wish);
  last = last.then(() => act(verb, diff, wanted, { file, what }));
  const done = await last;
  waiting.delete(wish);
  return done;
}

async function act(verb, diff, wanted, { file, what }) {
  try {
    const { undo } = await ask(diff.projectId, verb, wanted);
    const action = undo && { word: "Undo", run: () => putBack(diff.projectId, undo) };
    const title = `${DONE[verb]} ${what ? `${what} of ` : ""}${visible(file.path)}`;
    tell({ id: undo?.id ?? TOLD, kind: "done", title, action });
    await diff.settled(); // who hears of the change reads again
    return true;
  } catch (error) {
    failed(verb, file, error);
    return false;
  }
}

function failed(verb, file, { message }) {
  const title = `${visible(file.path)} was not ${DONE[verb].toLowerCase()}`;
  tell({ id: TOLD, kind: "failure", title, detail: message });
}

/* The same for what is meant: selected lines, the hunk or the file that was gone to. */
export async function actOnMeant(verb, diff, walk, current, onDone) {
  const meant = walk?.meant(current);
  if (!meant || !verbsFor(diff.aim, meant.item.file, Boolean(meant.lines)).includes(verb)) return;
  const { item, lines, what } = meant;
  walk.focus();
  if (!(await carryOut(verb, diff, { file: item.file, line: item.line, lines, what }))) return;
  if (lines && diff.aim.scope !== "working") walk.hunkLeft();
  onDone();
}

/* Put back the last discard of the project, also one of another day. */
export async function undoLast({ projectId }) {
  try {
    const { items } = await rest.ask("GET", `${projectId}/diff/undo`);
    if (items.length) await putBack(projectId, items[0]);
    else tell({ id: TOLD, kind: "done", title: "There is no discard to undo" });
  } catch (error) {
    tell({ id: TOLD, kind: "failure", title: "Nothing was put back", detail: error.message });
  }
}

async function putBack(projectId, undo) {
  const { id, text } = undo;
  try {
    const { changed } = await ask(projectId, `undo/${id}`);
    tell({ id, kind: "done", title: `Put back ${listed(changed)}`, detail: text });
  } catch (error) {
    tell({ id, kind: "failure", title: "Nothing was put back", detail: error.message });
  }
}

const listed = (paths) => (paths.length === 1 ? visible(paths[0]) : `${paths.length} files`);

async function ask(projectId, verb, body) {
  const answer = await rest.ask("POST", `${projectId}/diff/${verb}`, body);
  tellChanged(projectId);
  return answer;
}

const chosen = (file, line, lines) => ({
  path: file.path,
  old_path: file.old_path ?? null,
  digest: line?.digest ?? null,
  removed: lines?.removed ?? null,
  added: lines?.added ?? null,
});
