/* The files' lines, in one virtual view. This module brings the diff library: it is loaded when the
   first diff is shown. */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { CodeView, WorkerPoolContextProvider } from "@pierre/diffs/react";
import { processFile } from "@pierre/diffs";
import { Counts, Name, Status, canOpen, reasonOf } from "./file.jsx";
import { ChevronIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { THEME } from "./themes.js";
import DiffWorker from "./worker.js?worker";

const POOL = { workerFactory: () => new DiffWorker(), poolSize: 2 };
const HIGHLIGHTER = { theme: THEME };
const HEADER_HEIGHT = 36;
const METRICS = { diffHeaderHeight: HEADER_HEIGHT, lineHeight: 20, spacing: 0 };
const LAYOUT = { paddingTop: 0, paddingBottom: 24, gap: 8 };
const CHARACTERS_A_PASS = 300_000;
const FOCUS = "code:focus-visible { outline: 2px solid var(--focus); outline-offset: -2px; }";

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
  const items = useItems(answer, collapsed);
  const letScroll = useKeyScrolling();
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
      unsafeCSS: FOCUS,
      onPostRender: (container, _, phase) => {
        onDrawn();
        if (phase !== "unmount") letScroll(container);
      },
    }),
    [diffStyle, wrap, theme, onDrawn, letScroll],
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
      {item.part === 0 && file.added !== null && (
        <Counts added={file.added} removed={file.removed} />
      )}
      {canOpen(file, line) && (
        <button type="button" className="load" onClick={() => onOpen(file.index)}>
          Load diff
        </button>
      )}
      {line?.t === "opening" && <span className="reason">Loading…</span>}
    </div>
  );
}

/* Lines that are wider than the pane can be scrolled by keys: a stop for Tab, named after the file.
   Widths are asked for once a frame. */
function useKeyScrolling() {
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
      code.ariaLabel = `Lines of ${path}`;
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) code.removeAttribute(name);
    }
  }
}

/* The items, parsed some at a time: between two passes the page is drawn and hears its keys. */
function useItems(answer, collapsed) {
  const known = useRef(new Map());
  const [pass, setPass] = useState(0);
  const [items, more] = useMemo(
    () => itemsOf(answer, collapsed, known.current),
    [answer, collapsed, pass],
  );
  useEffect(() => {
    if (!more) return undefined;
    const next = setTimeout(() => setPass((old) => old + 1));
    return () => clearTimeout(next);
  }, [more, pass, answer]);
  return items;
}

/* Items in order, up to the first file whose patch is still to come or to be parsed; and whether
   there is more to parse. One that is the same as before is the same object, so the view keeps what
   it drew and where it stood. */
function itemsOf(answer, collapsed, known) {
  const items = [];
  const used = new Set();
  let characters = 0;
  for (const file of answer.files) {
    const line = answer.lines.get(file.index);
    if (!line && !file.closed && !answer.whole && !answer.cut) break;
    if (characters > CHARACTERS_A_PASS) return [items, true];
    for (const [part, patch] of patchesOf(file, line).entries()) {
      const id = `${file.path}\n${part}`;
      const before = known.get(id);
      const item = itemOf(before, {
        id,
        file,
        line,
        part,
        patch,
        collapsed: collapsed.has(file.path),
      });
      if (item.fileDiff !== before?.fileDiff) characters += patch.length;
      known.set(id, item);
      used.add(id);
      items.push(item);
    }
  }
  if (answer.whole) for (const id of known.keys()) if (!used.has(id)) known.delete(id);
  return [items, false];
}

function itemOf(before, { id, file, line, part, patch, collapsed }) {
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
    part,
    patch,
    collapsed,
    version: (before?.version ?? 0) + 1,
    fileDiff: samePatch ? before.fileDiff : fileDiffOf(file, patch),
  };
}

function fileDiffOf(file, patch) {
  const cacheKey = `boo:${++parsed}`;
  const text = patch.replace(MISLEADING, sign) || "diff --git a/x b/x\n";
  const fileDiff = processFile(text, { isGitDiff: true, cacheKey });
  fileDiff.name = file.path;
  fileDiff.prevName = file.old_path ?? undefined;
  return fileDiff;
}

/* Characters that would break or reorder a line on the screen, as signs: a bare carriage return,
   other line separators, and the marks that turn the direction of writing. */
const MISLEADING = /\r(?!\n)|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const sign = (c) => (c === "\r" ? "\u240d" : `[U+${c.charCodeAt(0).toString(16).toUpperCase()}]`);

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
