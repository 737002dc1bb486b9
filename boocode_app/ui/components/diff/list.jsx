/* The changed files, as a list box in which only the rows in sight are drawn. */

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Counts, Name, Status, spoken } from "./file.jsx";

const SPARE = 8;

export function FileList({ files, current, onPick, label, listRef }) {
  const [window, setWindow] = useState({ first: 0, last: 40 });
  const rowHeight = useRowHeight();
  const own = useRef(null);
  const box = listRef ?? own;

  const measure = () => {
    const { scrollTop, clientHeight } = box.current;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE);
    const last = Math.ceil((scrollTop + clientHeight) / rowHeight) + SPARE;
    setWindow((old) => (old.first === first && old.last === last ? old : { first, last }));
  };

  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [rowHeight]);

  useEffect(() => {
    const { scrollTop, clientHeight } = box.current;
    const top = current * rowHeight;
    if (current < 0) return;
    if (top < scrollTop) box.current.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) {
      box.current.scrollTop = top + rowHeight - clientHeight;
    }
  }, [current, rowHeight]);

  const rows = files.slice(window.first, window.last);
  if (current >= 0 && !rows.includes(files[current])) rows.push(files[current]);
  return (
    <div
      ref={box}
      className="boo-diff-list"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={current >= 0 ? rowId(current) : undefined}
      onScroll={measure}
      style={{ "--row": `${rowHeight}px` }}
    >
      <div className="rows" role="presentation" style={{ height: files.length * rowHeight }}>
        {rows.map((file) => (
          <div
            key={file.index}
            id={rowId(file.index)}
            className="row"
            role="option"
            aria-selected={file.index === current}
            aria-label={spoken(file)}
            aria-setsize={files.length}
            aria-posinset={file.index + 1}
            style={{ top: file.index * rowHeight }}
            onClick={() => onPick(file.index)}
          >
            <Status file={file} />
            <Name file={file} />
            <Counts added={file.added} removed={file.removed} />
          </div>
        ))}
      </div>
    </div>
  );
}

const rowId = (index) => `boo-diff-row-${index}`;

function useRowHeight() {
  const [coarse, setCoarse] = useState(() => matchMedia("(pointer: coarse)").matches);
  useEffect(() => {
    const query = matchMedia("(pointer: coarse)");
    const changed = () => setCoarse(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return coarse ? 40 : 28;
}
