/* A daemon's REST API as a page asks it. A refusal is an Error in the server's words; `fields` says
   what is wrong with what, where the server said so. */

import env from "$/env.json";
import { getBackendURL } from "$/utils/state";

const PATIENCE_MS = 15_000;

/* { at, ask } under `root`; `silent` is said where nobody answers, within `patience` ms. */
export function restOf(root, silent) {
  const at = (path) => new URL(root + path, getBackendURL(env.PING));

  async function ask(method, path, body, patience = PATIENCE_MS) {
    let answer;
    try {
      answer = await fetch(at(path), {
        method,
        cache: "no-store",
        credentials: "include",
        headers: body && { "Content-Type": "application/json" },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(patience),
      });
    } catch {
      throw new Error(silent);
    }
    const said = await answer.json().catch(() => null);
    if (!answer.ok) throw refusal(answer.status, said);
    return said;
  }
  return { at, ask };
}

function refusal(status, said) {
  const error = new Error(said?.detail ?? `The answer was ${status}.`);
  return Object.assign(error, { status, fields: said?.errors ?? [] });
}
