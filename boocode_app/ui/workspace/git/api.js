/* The repository's API (contracts/repository) as the tab asks it. */

import { restOf } from "$/public/external/boocode_app/ui/components/rest/rest.js";

const DEED_MS = 130_000; // the server bounds each deed below it

const rest = restOf("/api/projects", "The server does not answer. It may be restarting.");

/* { get, preview, act } of one project's repository; `place` is a path below /git. */
export function repositoryOf(projectId) {
  const at = (place) => `/${projectId}/git/${place}`;
  return {
    get: (place, query = {}) => rest.ask("GET", at(place + queryOf(query))),
    preview: (place, wanted) => rest.ask("POST", at(`${place}/preview`), wanted, DEED_MS),
    act: (place, wanted) => rest.ask("POST", at(place), wanted, DEED_MS),
  };
}

function queryOf(query) {
  const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return String(words) && `?${words}`;
}
