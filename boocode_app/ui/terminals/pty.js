/* The PTY API (contracts/terminals.py) as a page asks it. A refusal is an Error in the server's
   words. */

import { restOf } from "$/public/external/boocode_app/ui/components/rest/rest.js";

const { at, ask } = restOf(
  "/api/pty",
  "BooTerm, which owns the terminals, does not answer. It may be restarting.",
);

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
