/* Lines that are wider than the pane can be scrolled by keys: a stop for Tab, named after the file.
   Widths are asked for once a frame. */

import { useCallback, useEffect, useRef } from "react";

export function useKeyScrolling() {
  const drawn = useRef(new Set());
  const frame = useRef(0);
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      drawn.current.clear();
    },
    [],
  );
  return useCallback((container) => {
    drawn.current.add(container);
    if (drawn.current.size > 1) return;
    frame.current = requestAnimationFrame(() => {
      drawn.current.forEach(markScrollers);
      drawn.current.clear();
    });
  }, []);
}

function markScrollers(container) {
  const path = container.querySelector("[data-path]")?.dataset.path ?? "";
  for (const code of container.shadowRoot?.querySelectorAll("code[data-code]") ?? []) {
    if (code.scrollWidth > code.clientWidth) {
      code.tabIndex = 0;
      code.role = "group";
      code.ariaLabel = labelOf(code, path);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) code.removeAttribute(name);
    }
  }
}

function labelOf(code, path) {
  if ("deletions" in code.dataset) return `Old lines of ${path}`;
  return "additions" in code.dataset ? `New lines of ${path}` : `Lines of ${path}`;
}
