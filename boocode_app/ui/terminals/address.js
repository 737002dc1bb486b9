/* The arrangement of the page as its address, and as this browser remembers it. */

import { useCallback, useEffect, useMemo, useRef } from "react";
import { useLocation, useNavigate } from "react-router";
import { NOTHING, everyOpen, closed, opened, read, write } from "./arrangement.js";

const REMEMBERED = "boocode.desk";

/* [arrangement, change]: `change(how, {replace})` goes to what `how` makes of the present one.

   An address without tabs opens the ones that were open here last, as far as `known` (a set of ids,
   null while it is not known) still has them, and what it names besides. With `listOnly` none of
   them becomes active by that. */
export function useArrangement(known, listOnly) {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const now = useMemo(() => read(search), [search]);
  const latest = useRef(now);
  latest.current = now;

  const change = useCallback(
    (how, { replace = false } = {}) => {
      const next = how(latest.current);
      if (next === latest.current) return;
      latest.current = next;
      const query = write(next);
      localStorage.setItem(REMEMBERED, query);
      navigate({ pathname, search: query && `?${query}` }, { replace });
    },
    [navigate, pathname],
  );

  useEffect(() => {
    if (!known || new URLSearchParams(search).has("tabs")) return;
    const before = read(localStorage.getItem(REMEMBERED) ?? "");
    const gone = everyOpen(before).filter((id) => !known.has(id));
    const left = gone.reduce(closed, before);
    if (!left.tabs.length) return;
    const still = listOnly ? list(left) : left;
    change(({ active }) => (active ? opened(left, active) : still), { replace: true });
  }, [known !== null, search, change, listOnly]);

  return [now, change];
}

export const hrefOf = (now, id) => `?${write(opened(now, id))}`;

/* With the same tabs, and none of them looked at. */
export const list = ({ tabs }) => (tabs.length ? { tabs, active: "" } : NOTHING);
