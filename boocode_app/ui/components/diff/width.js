/* How wide a pane is, in pixels. */

import { useLayoutEffect, useState } from "react";

export function useWidth(box) {
  const [width, setWidth] = useState(Infinity);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return width;
}
