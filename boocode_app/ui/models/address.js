/* Which model is open, and which side of it, as the address says: ?model=NAME&side=log. */

import { useCallback } from "react";
import { useLocation, useNavigate } from "react-router";

export const SIDES = { live: "Live", arguments: "Arguments", log: "Log", bench: "Measured" };

/* [{ model, side }, go]: model is "" where none is open. `go(model, side, {replace})`. */
export function useAddress() {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const query = new URLSearchParams(search);
  const side = query.get("side");
  const now = { model: query.get("model") ?? "", side: side in SIDES ? side : "live" };
  const go = useCallback(
    (model, to, { replace = false } = {}) =>
      navigate({ pathname, search: hrefOf(model, to) }, { replace }),
    [navigate, pathname],
  );
  return [now, go];
}

export function hrefOf(model, side) {
  if (!model) return "";
  const query = new URLSearchParams({ model });
  if (side && side !== "live") query.set("side", side);
  return `?${query}`;
}

/* Follows a link of this page in place, unless a new tab or window was asked for. */
export function inPlace(event, open) {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  open();
}
