/* The models' API (contracts/llama.py) as the page asks it. A refusal is an Error in the server's
   words. */

import { restOf } from "$/public/external/boocode_app/ui/components/rest/rest.js";

const { at, ask } = restOf(
  "/api/llama",
  "The sidecar, which runs the models, does not answer. It may be restarting.",
);
const model = (name, rest = "") => `/models/${encodeURIComponent(name)}${rest}`;

export const list = async () => (await ask("GET", "/models")).items;

export const machine = () => ask("GET", "/machine");

export const add = (wanted) => ask("POST", "/models", wanted);

export const edit = (name, change) => ask("PATCH", model(name), change);

/* With `file`, what was downloaded into the models folder goes too. */
export const remove = (name, file) => ask("DELETE", model(name, `?file=${file}`));

export const load = (name) => ask("POST", model(name, "/load"));

export const unload = (name) => ask("POST", model(name, "/unload"));

export const restart = (name) => ask("POST", model(name, "/restart"));

/* `act`: pause, resume or cancel. */
export const download = (name, act) => ask("POST", model(name, "/download"), { act });

export const bench = (name) => ask("GET", model(name, "/bench"));

export function check(wanted) {
  const query = new URLSearchParams(wanted.map((argument) => ["argument", argument]));
  return ask("GET", `/args/check?${query}`);
}

export const eventsLink = () => at("/events").href;

export const logLink = (name) => at(`/logs/${encodeURIComponent(name)}`).href;
