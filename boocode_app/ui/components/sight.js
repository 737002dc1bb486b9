/* A long list of rows of one height, of which only those in sight are drawn. */

import { useEffect, useLayoutEffect, useState } from "react";

const SPARE = 8;

/* [first, last, look]: the rows to draw, `last` not among them, and what hears of scrolling. The row
   `at` of `count` is brought into sight when it moves. `box` may be empty for a time (`away`). */
export function useSight(box, rowHeight, at, count, away = false) {
  const [sight, setSight] = useState({ first: 0, last: 40 });
  const look = () => {
    if (!box.current) return;
    const { scrollTop, clientHeight } = box.current;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE);
    const last = Math.ceil((scrollTop + clientHeight) / rowHeight) + SPARE;
    setSight((old) => (old.first === first && old.last === last ? old : { first, last }));
  };
  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(look);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [rowHeight, away]);
  useLayoutEffect(() => {
    if (!box.current) return;
    const { scrollTop, clientHeight } = box.current;
    const top = at * rowHeight;
    if (top < scrollTop) box.current.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) {
      box.current.scrollTop = top + rowHeight - clientHeight;
    }
    look();
  }, [at, count, rowHeight, away]);
  return [sight.first, sight.last, look];
}

/* Higher where there is a finger instead of a mouse. */
export function useRowHeight() {
  const [coarse, setCoarse] = useState(() => matchMedia("(pointer: coarse)").matches);
  useEffect(() => {
    const query = matchMedia("(pointer: coarse)");
    const changed = () => setCoarse(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return coarse ? 40 : 28;
}
