/* The diff of a project: its files in a list, their lines below, read from the server's stream.

   Invariant: a choice of how it is shown asks the server for nothing; a later answer takes the place
   of an earlier one without moving what a person looks at. */

import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { go, hrefWith, useQuery } from "$/public/external/boocode_app/ui/components/address/address.js";
import { tell } from "$/public/external/boocode_app/ui/components/toasts/toasts/toasts.jsx";
import { DiffContext } from "./actions.jsx";
import { addressOf, aimOf, emptyOf, isFixed, queryOf } from "./aim.js";
import { useFolds } from "./folds.js";
import { useKeys } from "./keys.js";
import { FileList } from "./list.jsx";
import { Empty, Failed, Freshness, Hidden, Loading, TooNarrow } from "./notices.jsx";
import { useOptions } from "./options.js";
import { useReading } from "./reading.js";
import { shownOf } from "./shown.js";
import { actOnMeant, undoLast } from "./staging.js";
import { Summary } from "./summary.jsx";
import { useTheme } from "./theme.js";
import { Toolbar } from "./toolbar.jsx";
import { useViewed } from "./viewed.js";
import { useWidth } from "./width.js";
import "./diff.css";

const NARROW_PX = 480; // below it the toolbar folds, and two columns show too little
const HELD_MS = 400;

const view = import("./view.jsx"); // on its way while the diff is read

const DiffView = lazy(() => view);

export function BooDiff(props) {
  const { projectId, themeType = "system", onCounts } = props;
  const pane = useRef(null);
  const narrow = useWidth(pane) < NARROW_PX;
  const theme = useTheme(themeType);
  const [options, choose] = useOptions();
  const [aim, setAim] = useAim(props);
  const query = queryOf(aim);
  const reading = useReading(projectId, query);
  const state = useSyncExternalStore(reading.subscribe, reading.snapshot, reading.snapshot);
  const { answer, phase } = state;

  const { rows, hidden } = useMemo(() => shownOf(answer, options.hideSpace), [answer, options.hideSpace]);
  const files = useMemo(() => rows.map((row) => row.file), [rows]);
  const viewed = useMarks(projectId, answer);
  const folds = useFolds(`${projectId} ${query}`, rows, options.closed, viewed.isViewed);
  const foldAll = useCallback(
    (on) => {
      choose("closed", on);
      folds.foldAll(on);
    },
    [choose, folds.foldAll],
  );

  const [current, setCurrent] = useState(0);
  const [drawn, setDrawn] = useState(false);
  const [words, setWords] = useState("");
  const [selection, setSelection] = useState(null);
  const [finding, setFinding] = useState(0); // how often a person asked for it
  const [told, setTold] = useState(false);
  const [said, setSaid] = useState("");
  const walk = useRef(null);
  const list = useRef(null);
  const filter = useRef(null);
  const held = useRef(0);

  useEffect(() => {
    setCurrent(0);
    setDrawn(false);
    setSelection(null);
  }, [projectId, query]);
  useEffect(() => {
    if (answer.at) onCounts?.(answer.files.length + answer.leftOut, answer.added, answer.removed);
  }, [answer.files]);

  const settle = useCallback((file) => {
    held.current = Date.now() + HELD_MS;
    setCurrent(file.index);
  }, []);
  const pick = useCallback((file) => {
    settle(file);
    walk.current?.toFile(file);
  }, []);
  useNamedFile(answer, pick, drawn);
  const actions = useMemo(
    () => ({
      onDrawn: () => setDrawn(true),
      onSeen: (index) => Date.now() > held.current && setCurrent(index),
      onOpen: (index) => {
        walk.current?.focus(); // the button goes away
        reading.open(index);
      },
      onView: (file, line, on) => {
        folds.forget(file.path);
        viewed.mark(file, line, on);
      },
    }),
    [reading, folds.forget, viewed.mark],
  );
  const diff = useMemo(
    () => ({
      projectId,
      aim,
      refresh: () => reading.refresh(),
      settled: () => reading.last,
      focus: () => walk.current?.focus(),
    }),
    [projectId, query, reading],
  );

  const at = Math.max(files.findIndex((file) => file.index === current), 0);
  const find = () => setFinding((times) => times + 1);
  const leaveFind = () => {
    setFinding(0);
    walk.current?.focus();
  };
  const onKeyDown = useKeys({
    rows, at, folds, viewed, walk, pick, selection, setSelection, find, list,
    filter: () => filter.current?.focus(),
    reached: (change) => {
      if (change) settle(change.file);
      setSaid(change ? changeInWords(change) : "No further change");
    },
    view: actions.onView,
    undo: () => undoLast(diff),
    act: (verb) => actOnMeant(verb, diff, walk.current, files[at], () => setSelection(null)),
  });

  const empty = phase === "shown" && answer.whole && answer.files.length === 0;
  const stale = state.refreshing || (phase === "shown" && state.fault !== "");
  const split = options.split && !narrow;
  return (
    <DiffContext.Provider value={diff}>
      <section
        ref={pane}
        className="boo-diff"
        aria-label="Changes"
        data-state={phase === "shown" ? (empty ? "empty" : stale ? "stale" : "ready") : phase}
        data-ready={empty || (phase === "shown" && drawn) ? "true" : "false"}
        onKeyDown={onKeyDown}
      >
        <Toolbar
          aim={aim}
          answer={answer}
          fixed={isFixed(props)}
          narrow={narrow}
          busy={state.refreshing || phase === "loading"}
          options={options}
          choose={choose}
          onAim={setAim}
          onFoldAll={foldAll}
          onFind={find}
          onRefresh={() => reading.refresh()}
        />
        <span className="sr" role="status">
          {said}
        </span>
        <Freshness state={state} onRetry={() => reading.refresh()} />
        {phase === "loading" && <Loading />}
        {phase === "failed" && <Failed why={state.fault} onRetry={() => reading.refresh()} />}
        {empty && <Empty text={emptyOf(aim)} />}
        {phase === "shown" && answer.files.length > 0 && (
          <>
            {hidden.lines > 0 && <Hidden hidden={hidden} onShow={() => choose("hideSpace", false)} />}
            {options.split && narrow && !told && <TooNarrow onHide={() => setTold(true)} />}
            <div className="boo-diff-body">
              <div className="boo-diff-files">
                <Summary
                  state={state}
                  count={answer.files.length + answer.leftOut}
                  viewed={viewed.count}
                  words={words}
                  onWords={setWords}
                  tree={options.tree}
                  onTree={(on) => choose("tree", on)}
                  filterRef={filter}
                  onLeave={() => list.current?.focus()}
                />
                <FileList
                  files={files}
                  words={words}
                  tree={options.tree}
                  current={files[at]}
                  isViewed={(file) => viewed.isViewed(file, answer.lines.get(file.index))}
                  onPick={pick}
                  onFold={(file) => folds.fold(file.path, !folds.folded.has(file.path))}
                  listRef={list}
                />
              </div>
              {rows.length === 0 ? (
                <Empty
                  text="Nothing but whitespace changed."
                  action="Show whitespace"
                  onAction={() => choose("hideSpace", false)}
                />
              ) : (
                <Suspense fallback={<Loading />}>
                  <DiffView
                    ref={walk}
                    answer={answer}
                    rows={rows}
                    folds={folds}
                    viewed={viewed}
                    actions={actions}
                    options={{ split, wrap: options.wrap }}
                    theme={theme}
                    selection={selection}
                    onSelect={setSelection}
                    current={at}
                    finding={finding}
                    onLeaveFind={leaveFind}
                  />
                </Suspense>
              )}
            </div>
          </>
        )}
      </section>
    </DiffContext.Provider>
  );
}

const changeInWords = ({ file, hunk, of }) => `Change ${hunk + 1} of ${of} in ${file.path}`;

/* What is compared: the address says it, where the host has not. */
function useAim(props) {
  const query = useQuery();
  const wanted = aimOf(query, { scope: "working", ...props });
  const key = queryOf(wanted);
  const aim = useMemo(() => wanted, [key]);
  const setAim = useCallback((next) => go(hrefWith(addressOf(next)), { replace: true }), []);
  return [aim, setAim];
}

/* The viewed marks, and how many of the files carry one. */
function useMarks(projectId, answer) {
  const onFault = useCallback(
    (detail) => tell({ id: "diff-viewed", kind: "failure", title: "The mark was not kept", detail }),
    [],
  );
  const { isViewed, mark } = useViewed(projectId, onFault);
  const count = useMemo(
    () => answer.files.filter((file) => isViewed(file, answer.lines.get(file.index))).length,
    [answer, isViewed],
  );
  return useMemo(() => ({ isViewed, mark, count }), [isViewed, mark, count]);
}

/* A file that the address names is gone to once it is there. */
function useNamedFile(answer, pick, drawn) {
  const query = useQuery();
  const path = query.get("view") ? null : query.get("file");
  const done = useRef(null);
  useEffect(() => {
    if (!drawn || !path || done.current === path) return;
    const file = answer.files.find((one) => one.path === path);
    if (!file) return;
    done.current = path;
    pick(file);
  }, [answer, path, pick, drawn]);
}
