/* The files' lines, in one virtual view. This module brings the diff library: it is loaded when the
   first diff is shown. */

import { memo, useCallback, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import { CodeView, WorkerPoolContext } from "@pierre/diffs/react";
import { HunkActions } from "./actions.jsx";
import { useContents } from "./contents.js";
import { FindBar } from "./find_bar.jsx";
import { Head } from "./head.jsx";
import { useItems } from "./items.js";
import { hunkAt } from "./lines.js";
import { Picture } from "./picture.jsx";
import { SelectionBar } from "./selection.jsx";
import { useColumns } from "./columns.js";
import { useKeyScrolling } from "./scrolling.js";
import { HEADER_HEIGHT, INSIDE, LAYOUT, METRICS } from "./measures.js";
import { POOL } from "./pool.js";
import { THEME } from "./themes.js";
import { Walk } from "./walk.js";
import "./view.css";

export default function DiffView(props) {
  const { rows, answer, folds, viewed, actions, options, theme, selection, onSelect, ref } = props;
  const { current, finding, onLeaveFind } = props;
  const { onSeen, onDrawn, onStep } = actions;
  const items = useItems(rows, answer, folds.folded);
  const view = useRef(null);
  const box = useRef(null);
  const latest = useRef(null);
  latest.current = { items, options, selection };
  const letScroll = useKeyScrolling();
  const loadContents = useContents();
  useColumns(box);

  const walk = useMemo(() => new Walk(view, box, latest), []);
  useImperativeHandle(ref, () => walk, [walk]);
  useEffect(() => walk.settle(), [walk, items]);

  const settings = useMemo(
    () => ({
      theme: THEME,
      themeType: theme,
      diffStyle: options.split ? "split" : "unified",
      overflow: options.wrap ? "wrap" : "scroll",
      hunkSeparators: "line-info-basic",
      lineDiffType: "word",
      stickyHeaders: true,
      enableLineSelection: true,
      loadDiffFiles: loadContents,
      itemMetrics: METRICS,
      layout: LAYOUT,
      unsafeCSS: INSIDE,
      onLineEnter: ({ annotationSide, lineNumber }, { item }) =>
        walk.point(item, hunkAt(item.fileDiff, annotationSide, lineNumber)),
      onPostRender: (container, _, phase) => {
        onDrawn();
        if (phase !== "unmount") letScroll(container);
      },
    }),
    [options.split, options.wrap, theme, loadContents, walk, onDrawn, letScroll],
  );
  useEffect(() => {
    if (answer.whole && !items.some((item) => item.fileDiff.hunks.length)) onDrawn();
  }, [items, answer, onDrawn]);
  useEffect(() => {
    Object.assign(box.current, { tabIndex: 0, role: "region", ariaLabel: "Changed lines" });
  }, []);

  const choose = useCallback((chosen) => onSelect(chosen && { ...chosen, kind: "lines" }), [onSelect]);
  return (
    <WorkerPoolContext.Provider value={POOL}>
      {finding > 0 && (
        <FindBar
          rows={rows}
          current={current}
          asked={finding}
          walk={ref}
          folds={folds}
          onMark={onSelect}
          onClose={onLeaveFind}
        />
      )}
      <div className="boo-diff-stage">
        <CodeView
          ref={view}
          containerRef={box}
          className="boo-diff-view"
          items={items}
          options={settings}
          selectedLines={selection && { id: selection.id, range: selection.range }}
          onSelectedLinesChange={choose}
          onScroll={(top, code) => onSeen(seenAt(top, code, items))}
          renderCustomHeader={(item) => (
            <Head
              item={item}
              viewed={viewed.isViewed(item.file, item.line)}
              onFold={folds.fold}
              onOpen={actions.onOpen}
              onView={actions.onView}
            />
          )}
          renderAnnotation={(mark, _, item) => <Annotation mark={mark.metadata} item={item} />}
        />
        <SelectionBar
          selection={selection}
          item={selection && items.find((item) => item.id === selection.id)}
          split={options.split}
          onClear={() => {
            onSelect(null);
            walk.focus();
          }}
        />
      </div>
    </WorkerPoolContext.Provider>
  );
}

const Annotation = memo(function Annotation({ mark, item }) {
  if (mark.picture) return <Picture file={item.file} />;
  return (
    <div className="boo-diff-hunk" data-hunk={`${item.id}\n${mark.hunk}`}>
      <div className="actions">
        <HunkActions file={item.file} line={item.line} lines={mark.lines} />
      </div>
    </div>
  );
});

/* The file at the top of the view. */
function seenAt(top, view, items) {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((view.getTopForItem(items[middle].id) ?? Infinity) <= top + HEADER_HEIGHT) low = middle;
    else high = middle - 1;
  }
  return items[low]?.file.index ?? -1;
}
