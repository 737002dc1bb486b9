/* Text that is selected between two columns stays in the one where it began. */

import { useEffect } from "react";

export function useColumns(box) {
  useEffect(() => {
    const view = box.current;
    const began = (event) => {
      const columns = event.composedPath().filter((node) => node.dataset);
      const side = sideOf(columns);
      for (const file of view.querySelectorAll("diffs-container")) {
        if (side) file.dataset.picks = side;
        else delete file.dataset.picks;
      }
    };
    view.addEventListener("pointerdown", began, true);
    return () => view.removeEventListener("pointerdown", began, true);
  }, [box]);
}

const sideOf = (nodes) =>
  ["deletions", "additions"].find((side) => nodes.some((node) => side in node.dataset));
