/* The terminals of one project as the dock shows them, shared by its head and its body.

   A tab is a session in the project's folder that runs, or ended while this page was open. Closing a
   tab ends nothing: it is remembered, per project and browser, as put away. */

import { useMemo, useSyncExternalStore } from "react";
import { useSessions } from "$/public/external/boocode_app/ui/terminals/desk/sessions.js";

const PUT_AWAY_KEPT = 100;
const NOTHING = { active: "", away: [] };

const memories = new Map();
const watchers = new Set();
const ranHere = new Set();

/* { phase, fault, byId, tabs: ids from the oldest on, away: the running ones that were put away,
   active, change(part) } */
export function useDock(project, folder, changes) {
  const { phase, sessions, fault } = useSessions(changes);
  const memory = useSyncExternalStore(watch, () => memoryOf(project), () => NOTHING);

  return useMemo(() => {
    const ours = sessions.filter((one) => folder && within(one.workdir, folder)).toReversed();
    const byId = new Map(ours.map((one) => [one.id, one]));
    const running = ours.filter((one) => one.status === "running").map((one) => one.id);
    running.forEach((id) => ranHere.add(id));
    const isAway = (id) => memory.away.includes(id);
    const tabs = ours.map((one) => one.id).filter((id) => ranHere.has(id) && !isAway(id));
    return {
      phase,
      fault,
      byId,
      tabs,
      away: running.filter(isAway),
      active: tabs.includes(memory.active) ? memory.active : (tabs.at(-1) ?? ""),
      change: (part) => remember(project, { ...memoryOf(project), ...part }),
    };
  }, [phase, fault, sessions, memory, project, folder]);
}

/* Shows `id`, also where it was put away. */
export const show = (dock, id) =>
  dock.change({ active: id, away: awayNow(dock).filter((one) => one !== id) });

/* Puts the tab of `id` away; its neighbour is shown. */
export function putAway(dock, id) {
  const at = dock.tabs.indexOf(id);
  const heir = dock.tabs[at + 1] ?? dock.tabs[at - 1] ?? "";
  dock.change({ active: dock.active === id ? heir : dock.active, away: [...awayNow(dock), id] });
  ranHere.delete(id);
}

const awayNow = ({ away }) => away.slice(-PUT_AWAY_KEPT);

const within = (path, folder) => path === folder || path.startsWith(`${folder.replace(/\/$/, "")}/`);

const place = (project) => `boocode.dock.${project}`;

function memoryOf(project) {
  if (!memories.has(project)) memories.set(project, stored(project));
  return memories.get(project);
}

function remember(project, memory) {
  memories.set(project, memory);
  localStorage.setItem(place(project), JSON.stringify(memory));
  watchers.forEach((tell) => tell());
}

function stored(project) {
  try {
    return { ...NOTHING, ...JSON.parse(localStorage.getItem(place(project))) };
  } catch {
    return NOTHING;
  }
}

function watch(changed) {
  watchers.add(changed);
  return () => watchers.delete(changed);
}
