/* The keys of a list of rows of which one is current. */

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/* A function for `onKeyDown`: j, k and the arrows go on, Enter opens. */
export function keysOf({ count, current, onCurrent, onOpen }) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !count) return;
    const step = STEPS[event.key];
    const to = { Home: 0, End: count - 1 }[event.key] ?? (step ? current + step : null);
    if (to === null && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") onOpen(current);
    else onCurrent(Math.min(Math.max(to, 0), count - 1));
  };
}
