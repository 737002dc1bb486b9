/* What a mouse does in the drawn files, for keys: lines that are wider than the pane are a stop for
   Tab that scrolls, named after the file; so is each button that shows more lines. Widths are asked
   for once a frame. */

import { useCallback, useEffect, useRef } from "react";

const heard = new WeakSet();

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
    container.shadowRoot?.querySelectorAll("[data-expand-button]").forEach(markExpander);
    drawn.current.add(container);
    if (drawn.current.size > 1) return;
    frame.current = requestAnimationFrame(() => {
      drawn.current.forEach(openToKeys);
      drawn.current.clear();
    });
  }, []);
}

function openToKeys(container) {
  const root = container.shadowRoot;
  if (!root) return;
  const path = container.querySelector("[data-path]")?.dataset.path ?? "";
  root.querySelectorAll("code[data-code]").forEach((code) => markScroller(code, path));
  if (!heard.has(root)) root.addEventListener("keydown", press);
  heard.add(root);
}

function markScroller(code, path) {
  if (code.scrollWidth > code.clientWidth) {
    code.tabIndex = 0;
    code.role = "group";
    code.ariaLabel = labelOf(code, path);
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) code.removeAttribute(name);
  }
}

function labelOf(code, path) {
  if ("deletions" in code.dataset) return `Old lines of ${path}`;
  return "additions" in code.dataset ? `New lines of ${path}` : `Lines of ${path}`;
}

function markExpander(button) {
  button.tabIndex = 0;
  button.ariaLabel = "Show more lines";
}

function press(event) {
  if (event.key !== "Enter" && event.key !== " ") return;
  if (!("expandButton" in event.target.dataset)) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.click();
  event.currentTarget.host.closest("[role=region]").focus({ preventScroll: true }); // the button goes
}
