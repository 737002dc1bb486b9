/* The keys of the terminals page. They hold Ctrl and Shift, which no shell reads, so they are heard
   in a terminal too. */

import { useEffect, useRef } from "react";

const BY_CODE = {
  Backquote: "start",
  Digit5: "splitRight",
  Digit6: "splitDown",
  BracketLeft: "previous",
  BracketRight: "next",
  Backspace: "close",
};

export const KEYS = {
  start: "Ctrl-Shift-`",
  splitRight: "Ctrl-Shift-5",
  splitDown: "Ctrl-Shift-6",
};

/* Calls `does[name]()` for a key of ours, and `does.leave()` for Ctrl-`. */
export function useKeys(does) {
  const latest = useRef(does);
  latest.current = does;
  useEffect(() => {
    const onKey = (event) => {
      if (!event.ctrlKey || event.altKey || event.metaKey) return;
      const name = event.shiftKey ? BY_CODE[event.code] : event.key === "`" && "leave";
      if (!name || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current[name]();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
}
