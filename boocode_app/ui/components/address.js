/* The query of the page's address, changed without a round trip, and the places in it that lead to
   the file panel.

   Invariant: a parameter that nobody names stays as it is. */

import { useMemo, useSyncExternalStore } from "react";
import { useLocation } from "react-router";

const CHANGED = "boo:address";
const PANEL = "#git";

/** This page's address with other parameters: null takes one away. */
export function hrefWith(changes, hash = window.location.hash) {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const words = String(query).replaceAll("%2F", "/");
  return window.location.pathname + (words && `?${words}`) + hash;
}

/** Go to an address of this page: a step that Back undoes, unless `replace`. */
export function go(href, { replace = false } = {}) {
  const { hash } = window.location;
  const { state } = window.history;
  if (replace) window.history.replaceState(state, "", href);
  else window.history.pushState({ ...state, idx: (state?.idx ?? 0) + 1 }, "", href);
  // The panes follow the router, which hears of no step but Back and Forward.
  if (window.location.hash === hash) window.dispatchEvent(new Event(CHANGED));
  else window.dispatchEvent(new PopStateEvent("popstate", { state: window.history.state }));
}

/** The parameters, whoever changes them. None while the page is compiled. */
export function useQuery() {
  useLocation();
  const search = useSyncExternalStore(subscribe, () => window.location.search, () => "");
  return useMemo(() => new URLSearchParams(search), [search]);
}

/** Where a file stands open in the file panel, at a line or a range of lines. */
export function fileHref({ path, first = 0, last = first }) {
  const line = first ? (last > first ? `${first}-${last}` : first) : null;
  return hrefWith({ tab: "files", file: path, line }, PANEL);
}

/** Where the changes of a file stand. */
export function changesHref(path) {
  return hrefWith({ tab: "git", view: null, scope: null, file: path, line: null }, PANEL);
}

/** Follow a link in place, to what `hrefNow` says at this moment, unless a new tab or window was
 * asked for. */
export function inPlace(event, hrefNow) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(hrefNow());
}

function subscribe(tell) {
  window.addEventListener(CHANGED, tell);
  window.addEventListener("popstate", tell);
  return () => {
    window.removeEventListener(CHANGED, tell);
    window.removeEventListener("popstate", tell);
  };
}
