/* The PTY API (contracts/terminals.py) as a page asks it. A refusal is an Error in the server's
   words. */

import env from "$/env.json";
import { getBackendURL } from "$/utils/state";

const PATIENCE_MS = 15_000;
const NO_ANSWER = "BooTerm, which owns the terminals, does not answer. It may be restarting.";

export const list = async () => (await ask("GET", "/list")).sessions;

export const get = (id) => ask("GET", `/${encodeURIComponent(id)}`);

export const spawn = (wanted) => ask("POST", "/spawn", wanted);

export const rename = (id, title) => ask("PATCH", `/${id}`, { title });

/* Ends all processes of a session: asked first as a closed window asks, which a shell obeys. */
export async function end(id) {
  await ask("POST", `/${id}/kill`, { signal: "HUP" });
  return ask("POST", `/${id}/kill`, { signal: "TERM" });
}

/* Takes one that ended out of the list, with its output. */
export const forget = (id) => ask("POST", `/${id}/kill`, { cleanup: true });

/* Where what is kept of a session is had as asciicast v2. */
export const recordingLink = (id) => at(`/${id}/recording`).href;

const at = (path) => new URL(`/api/pty${path}`, getBackendURL(env.PING));

async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(at(path), {
      method,
      cache: "no-store",
      credentials: "include",
      headers: body && { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Error(NO_ANSWER);
  }
  const said = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(said?.detail ?? `The answer was ${answer.status}.`);
  return said;
}
