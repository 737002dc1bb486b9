/* Text that is selected between two columns stays in the one where it began: where the pointer leaves
   it, the selection goes on at the edge, in the line that the pointer is at. */

import { useEffect } from "react";

const COLUMN = "code[data-deletions], code[data-additions]";
const EDGE_PX = 2;

export function useColumns(box) {
  useEffect(() => {
    const view = box.current;
    let drag = null;

    const began = (event) => {
      const nodes = event.composedPath().filter((node) => node instanceof Element);
      const onNumber = nodes.some((node) => "columnNumber" in node.dataset);
      if (onNumber && event.shiftKey) event.preventDefault(); // it extends the lines, not the text
      const column = nodes.find((node) => node.matches(COLUMN));
      drag = column && !onNumber ? { column, x: event.clientX, y: event.clientY } : null;
      mark(view, column);
    };
    const moved = (event) => {
      if (drag && event.buttons & 1) Object.assign(drag, { x: event.clientX, y: event.clientY });
    };
    const ended = () => {
      drag = null;
    };
    const selected = () => drag && holdTo(drag);

    view.addEventListener("mousedown", began, true);
    window.addEventListener("mousemove", moved, true);
    window.addEventListener("mouseup", ended);
    document.addEventListener("selectionchange", selected);
    return () => {
      view.removeEventListener("mousedown", began, true);
      window.removeEventListener("mousemove", moved, true);
      window.removeEventListener("mouseup", ended);
      document.removeEventListener("selectionchange", selected);
    };
  }, [box]);
}

/* The other column is no text for as long as this selection stands. */
function mark(view, column) {
  const side = column && ("deletions" in column.dataset ? "deletions" : "additions");
  for (const file of view.querySelectorAll("diffs-container")) {
    if (side) file.dataset.picks = side;
    else delete file.dataset.picks;
  }
}

function holdTo({ column, x, y }) {
  const { right } = column.getBoundingClientRect();
  const left = column.querySelector("[data-gutter]").getBoundingClientRect().right;
  if (x >= left && x <= right) return;
  const root = column.getRootNode();
  const inside = x < left ? left + EDGE_PX : right - EDGE_PX;
  const caret = document.caretPositionFromPoint?.(inside, y, { shadowRoots: [root] });
  const selection = root.getSelection?.();
  if (!selection?.anchorNode || !column.contains(caret?.offsetNode)) return;
  if (selection.focusNode === caret.offsetNode && selection.focusOffset === caret.offset) return;
  selection.extend(caret.offsetNode, caret.offset);
}
