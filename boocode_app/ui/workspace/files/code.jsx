/* The lines of a file, coloured, in one virtual view. This module brings the library of the diff: it
   is loaded when the first file is shown. */

import { useCallback, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import { CodeView, WorkerPoolContextProvider } from "@pierre/diffs/react";
import { THEME } from "$/public/external/boocode_app/ui/components/diff/diff/themes.js";
import { readable } from "$/public/external/boocode_app/ui/components/diff/diff/items.js";
import DiffWorker from "$/public/external/boocode_app/ui/components/diff/diff/worker.js?worker";
import { countLines, linesIn, rangeOf, wordsOf } from "./lines.js";

const POOL = { workerFactory: () => new DiffWorker(), poolSize: 1 };
const HIGHLIGHTER = { theme: THEME };
const LINE_HEIGHT = 20;
const ID = "file";
const FOUND = "boo-files-found";
const INSIDE = `
  code:focus-visible { outline: 2px solid var(--focus); outline-offset: -2px; }
  ::highlight(${FOUND}) { background-color: var(--warn-solid); color: #000; }
`;

/* `lines` are chosen, `hit` { line, column, length } was found; `onChoose` hears of lines that are
   chosen here. The handle: focus(), follow(lines, line) keeps `line` in sight as lines are chosen by
   keys, firstInSight() is the number of the first line that is. */
export default function Code({ ref, path, text, version, lines, hit, wrap, theme, onChoose }) {
  const view = useRef(null);
  const box = useRef(null);
  const seen = useRef(""); // the lines that were brought into sight, or were chosen there
  const items = useItems(path, text, version);
  const latest = useRef(null);
  latest.current = { hit };

  const options = useMemo(
    () => ({
      theme: THEME,
      themeType: theme,
      overflow: wrap ? "wrap" : "scroll",
      disableFileHeader: true,
      enableLineSelection: true,
      lineHoverHighlight: "number",
      itemMetrics: { lineHeight: LINE_HEIGHT, spacing: 0 },
      layout: { paddingTop: 0, paddingBottom: 24, gap: 0 },
      unsafeCSS: INSIDE,
      onPostRender: (container, _, phase) => phase !== "unmount" && highlight(container, latest.current.hit),
    }),
    [wrap, theme],
  );
  const reveal = useCallback((range, align = "nearest") => {
    view.current?.scrollTo({ type: "range", id: ID, range, align });
  }, []);

  useImperativeHandle(ref, () => ({
    focus: () => box.current?.focus({ preventScroll: true }),
    follow(next, line) {
      seen.current = `${path}:${wordsOf(next)}`;
      reveal({ start: line, end: line });
    },
    firstInSight: () => firstLineIn(box.current),
  }));
  useEffect(() => {
    Object.assign(box.current, { tabIndex: 0, role: "region", ariaLabel: `Lines of ${path}` });
  }, [path]);
  useEffect(() => {
    const wanted = lines ? `${path}:${wordsOf(lines)}` : "";
    const isThere = !lines || countLines(text) >= lines.first;
    if (wanted !== seen.current && isThere) {
      seen.current = wanted;
      if (lines) reveal(rangeOf(lines), "center");
    }
  }, [lines, path, text, reveal]);
  useEffect(() => {
    if (hit) reveal({ start: hit.line, end: hit.line }, "center");
    for (const container of box.current.querySelectorAll("diffs-container")) highlight(container, hit);
    return () => CSS.highlights?.delete(FOUND);
  }, [hit, reveal]);

  const choose = (chosen) => {
    const next = linesIn(chosen?.range);
    seen.current = next ? `${path}:${wordsOf(next)}` : "";
    onChoose(next);
  };
  const marked = hit ? { start: hit.line, end: hit.line } : rangeOf(lines);
  return (
    <WorkerPoolContextProvider poolOptions={POOL} highlighterOptions={HIGHLIGHTER}>
      <CodeView
        ref={view}
        containerRef={box}
        className="boo-files-code"
        items={items}
        options={options}
        selectedLines={marked && { id: ID, range: marked }}
        onSelectedLinesChange={choose}
      />
    </WorkerPoolContextProvider>
  );
}

let shown = 0;

function useItems(path, text, version) {
  const count = useRef(0);
  return useMemo(() => {
    const contents = readable(text.endsWith("\n") ? text.slice(0, -1) : text); // no line after the last
    const file = { name: path, contents, cacheKey: `boo-file:${++shown}` };
    return [{ id: ID, type: "file", version: ++count.current, file }];
  }, [path, text, version]);
}

function firstLineIn(box) {
  const { top } = box.getBoundingClientRect();
  for (const container of box.querySelectorAll("diffs-container")) {
    const drawn = [...(container.shadowRoot?.querySelectorAll("[data-line]") ?? [])];
    const first = drawn.find((line) => line.getBoundingClientRect().bottom > top);
    if (first) return Number(first.dataset.line);
  }
  return 1;
}

/* Marks the words that were found, where their line is drawn. */
function highlight(container, hit) {
  if (!CSS.highlights) return;
  const line = hit && container.shadowRoot?.querySelector(`[data-line="${hit.line}"]`);
  const range = line && rangeWithin(line, hit.column, hit.length);
  if (range) CSS.highlights.set(FOUND, new Highlight(range));
  else CSS.highlights.delete(FOUND);
}

function rangeWithin(line, column, length) {
  const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const range = new Range();
  let before = 0;
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const end = before + node.data.length;
    if (column >= before && column < end) range.setStart(node, column - before);
    if (column + length > before && column + length <= end) {
      range.setEnd(node, column + length - before);
      return range;
    }
    before = end;
  }
  return null;
}
