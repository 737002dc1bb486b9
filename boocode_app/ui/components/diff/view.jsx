/* The files' lines, in one virtual view. This module brings the diff library: it is loaded when the
   first diff is shown. */

import { useEffect, useMemo, useRef } from "react";
import { CodeView, WorkerPoolContextProvider } from "@pierre/diffs/react";
import { processFile } from "@pierre/diffs";
import DiffWorker from "@pierre/diffs/worker/worker-portable.js?worker";
import { Counts, Name, Status, canOpen, reasonOf } from "./file.jsx";
import { ChevronIcon } from "./icons.jsx";

const THEME = { dark: "github-dark", light: "github-light" };
const POOL = { workerFactory: () => new DiffWorker(), poolSize: 2 };
const HIGHLIGHTER = { theme: THEME };
const HEADER_HEIGHT = 36;
const METRICS = { diffHeaderHeight: HEADER_HEIGHT, lineHeight: 20 };
const LAYOUT = { paddingTop: 0, paddingBottom: 24, gap: 8 };

let parsed = 0;

export default function DiffView({
  answer,
  collapsed,
  onToggle,
  onOpen,
  onSeen,
  onDrawn,
  diffStyle,
  wrap,
  theme,
  viewRef,
}) {
  const known = useRef(new Map());
  const items = useMemo(
    () => itemsOf(answer, collapsed, known.current),
    [answer, collapsed],
  );
  const options = useMemo(
    () => ({
      theme: THEME,
      themeType: theme,
      diffStyle,
      overflow: wrap ? "wrap" : "scroll",
      hunkSeparators: "line-info-basic",
      lineDiffType: "word",
      stickyHeaders: true,
      itemMetrics: METRICS,
      layout: LAYOUT,
      onPostRender: onDrawn,
    }),
    [diffStyle, wrap, theme, onDrawn],
  );
  useEffect(() => {
    if (items.length && !items.some((item) => item.fileDiff.hunks.length)) onDrawn();
  }, [items, onDrawn]);
  return (
    <WorkerPoolContextProvider poolOptions={POOL} highlighterOptions={HIGHLIGHTER}>
      <CodeView
        ref={viewRef}
        className="boo-diff-view"
        items={items}
        options={options}
        onScroll={(top, view) => onSeen(seenAt(top, view, items))}
        renderCustomHeader={(item) => (
          <Header item={item} onToggle={onToggle} onOpen={onOpen} />
        )}
      />
    </WorkerPoolContextProvider>
  );
}

function Header({ item, onToggle, onOpen }) {
  const { file, line } = item;
  const reason = reasonOf(file, line);
  const open = !item.collapsed;
  return (
    <div className="boo-diff-head" data-path={file.path}>
      <button
        type="button"
        className="fold"
        aria-expanded={open}
        aria-label={`${open ? "Collapse" : "Expand"} ${file.path}`}
        disabled={item.fileDiff.hunks.length === 0}
        onClick={() => onToggle(file.path)}
      >
        <ChevronIcon />
      </button>
      <Status file={file} />
      <Name file={file} />
      {reason && <span className="reason">{reason}</span>}
      <Counts added={file.added} removed={file.removed} />
      {canOpen(file, line) && (
        <button type="button" className="load" onClick={() => onOpen(file.index)}>
          Load diff
        </button>
      )}
      {line?.t === "opening" && <span className="reason">Loading…</span>}
    </div>
  );
}

/* Items in order, up to the first file whose patch is still to come. One that is the same as before
   is the same object, so the view keeps what it drew and where it stood. */
function itemsOf(answer, collapsed, known) {
  const items = [];
  const used = new Set();
  for (const file of answer.files) {
    const line = answer.lines.get(file.index);
    const settled = line || file.closed || answer.whole || answer.cut;
    if (!settled) break;
    for (const [part, patch] of patchesOf(file, line).entries()) {
      const id = `${file.path}\n${part}`;
      const item = itemOf(known.get(id), { id, file, line, patch, collapsed: collapsed.has(file.path) });
      known.set(id, item);
      used.add(id);
      items.push(item);
    }
  }
  if (answer.whole) for (const id of known.keys()) if (!used.has(id)) known.delete(id);
  return items;
}

function itemOf(before, { id, file, line, patch, collapsed }) {
  const samePatch = before?.patch === patch;
  const same =
    samePatch &&
    before.collapsed === collapsed &&
    before.line?.t === line?.t &&
    sameFile(before.file, file);
  if (same) return before;
  return {
    id,
    type: "diff",
    file,
    line,
    patch,
    collapsed,
    version: (before?.version ?? 0) + 1,
    fileDiff: samePatch ? before.fileDiff : fileDiffOf(file, patch),
  };
}

function fileDiffOf(file, patch) {
  const cacheKey = `boo:${++parsed}`;
  const fileDiff = processFile(patch || "diff --git a/x b/x\n", { isGitDiff: true, cacheKey });
  fileDiff.name = file.path;
  fileDiff.prevName = file.old_path ?? undefined;
  return fileDiff;
}

/* A change of type is a deletion and a creation: two patches in one text. */
function patchesOf(file, line) {
  if (line?.t !== "patch") return [""];
  return file.status === "type_changed" ? line.patch.split(/\n(?=diff --git )/) : [line.patch];
}

const sameFile = (a, b) =>
  a.index === b.index && a.status === b.status && a.added === b.added && a.removed === b.removed;

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
