/* The diff of a project: its files in a list, their lines below, read from the server's stream. */

import {
  Suspense,
  lazy,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";
import { AlertIcon, CheckIcon, RefreshIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { Counts, grouped } from "./file.jsx";
import { FileList } from "./list.jsx";
import { DiffReading } from "./reading.js";
import "./diff.css";

const OLD_MS = 10_000;
const EMPTY = {
  working: "No changes in the working tree.",
  staged: "Nothing is staged.",
  unstaged: "Everything is staged.",
};

const DiffView = lazy(() => import("./view.jsx"));

export function BooDiff({
  projectId,
  scope = "working",
  diffStyle = "unified",
  wrap = false,
  themeType = "system",
  onCounts,
}) {
  const reading = useReading(projectId, scope);
  const state = useSyncExternalStore(reading.subscribe, reading.snapshot, reading.snapshot);
  const { answer, phase } = state;
  const theme = useTheme(themeType);
  const [collapsed, toggle] = useToggles(projectId);
  const [current, setCurrent] = useState(0);
  const [drawn, setDrawn] = useState(false);
  const view = useRef(null);
  const list = useRef(null);
  const held = useRef(0);

  useEffect(() => {
    setCurrent(0);
    setDrawn(false);
  }, [projectId, scope]);

  useEffect(() => {
    if (answer.at) onCounts?.(answer.files.length + answer.leftOut, answer.added, answer.removed);
  }, [answer.files]);

  const pick = useCallback(
    (index) => {
      const file = reading.state.answer.files[index];
      if (!file) return;
      held.current = Date.now() + 400;
      setCurrent(index);
      view.current?.scrollTo({ type: "item", id: `${file.path}\n0`, align: "start" });
    },
    [reading],
  );
  const seen = useCallback((index) => {
    if (Date.now() > held.current) setCurrent(index);
  }, []);
  const open = useCallback(
    (index) => {
      list.current?.focus({ preventScroll: true }); // its button goes away
      reading.open(index);
    },
    [reading],
  );
  const finish = useCallback(() => setDrawn(true), []);

  const onKeyDown = (event) => {
    const step = stepOf(event);
    if (!step || !answer.files.length) return;
    event.preventDefault();
    pick(Math.min(Math.max(current + step, 0), answer.files.length - 1));
  };

  const empty = phase === "shown" && answer.whole && answer.files.length === 0;
  const stale = state.refreshing || (phase === "shown" && state.fault !== "");
  return (
    <section
      className="boo-diff"
      aria-label="Changes"
      data-state={phase === "shown" ? (empty ? "empty" : stale ? "stale" : "ready") : phase}
      data-ready={empty || (phase === "shown" && drawn) ? "true" : "false"}
      onKeyDown={onKeyDown}
    >
      <Bar state={state} onRefresh={() => reading.refresh()} />
      <Notice state={state} onRetry={() => reading.refresh()} />
      {phase === "loading" && <Loading />}
      {phase === "failed" && <Failed why={state.fault} onRetry={() => reading.refresh()} />}
      {empty && <Empty text={EMPTY[scope]} />}
      {phase === "shown" && answer.files.length > 0 && (
        <div className="boo-diff-body">
          <FileList
            files={answer.files}
            current={current}
            onPick={pick}
            listRef={list}
            label="Changed files"
          />
          <Suspense fallback={<Loading />}>
            <DiffView
              answer={answer}
              collapsed={collapsed}
              onToggle={toggle}
              onOpen={open}
              onSeen={seen}
              onDrawn={finish}
              diffStyle={diffStyle}
              wrap={wrap}
              theme={theme}
              viewRef={view}
            />
          </Suspense>
        </div>
      )}
    </section>
  );
}

function Bar({ state, onRefresh }) {
  const { answer, phase, refreshing } = state;
  const count = answer.files.length + answer.leftOut;
  const busy = refreshing || phase === "loading";
  return (
    <div className="boo-diff-bar">
      {phase === "shown" && (
        <span className="summary" role="status">
          {grouped(count)} {count === 1 ? "file" : "files"}
          <Counts added={answer.added} removed={answer.removed} />
          {refreshing && <span className="again">Reading again…</span>}
        </span>
      )}
      <button
        type="button"
        className="icon-btn"
        aria-label="Refresh the diff"
        title="Refresh"
        aria-busy={busy}
        onClick={onRefresh}
      >
        <RefreshIcon />
      </button>
    </div>
  );
}

/* What is to be known about the diff that is shown: it is old, cut short, or not all of it. */
function Notice({ state, onRetry }) {
  const { answer, phase, fault } = state;
  if (phase !== "shown") return null;
  if (fault) {
    return (
      <Strip kind="bad" action="Retry" onAction={onRetry}>
        This is the diff of {clock(answer.at)}: it could not be read again. {fault}
      </Strip>
    );
  }
  if (answer.cut) {
    return (
      <Strip kind="bad" action="Retry" onAction={onRetry}>
        The diff was cut short. {answer.fault}
      </Strip>
    );
  }
  if (answer.leftOut > 0) {
    return (
      <Strip kind="warn">
        {grouped(answer.leftOut)} more changed files are not listed: the first{" "}
        {grouped(answer.files.length)} are.
      </Strip>
    );
  }
  return null;
}

function Strip({ kind, children, action, onAction }) {
  return (
    <div className={`boo-diff-strip ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      <span>{children}</span>
      {action && (
        <button type="button" className="btn" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  );
}

function Loading() {
  return (
    <div className="loading" role="status" aria-label="Reading the diff">
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton" />
      ))}
    </div>
  );
}

function Empty({ text }) {
  return (
    <div className="empty">
      <CheckIcon />
      <p>{text}</p>
    </div>
  );
}

function Failed({ why, onRetry }) {
  return (
    <div className="fault" role="alert">
      <AlertIcon />
      <div>
        <strong>The diff could not be read.</strong>
        <p>{why}</p>
        <div className="actions">
          <button type="button" className="btn" onClick={onRetry}>
            Retry
          </button>
          <button
            type="button"
            className="btn ghost"
            onClick={() => navigator.clipboard?.writeText(why)}
          >
            Copy details
          </button>
        </div>
      </div>
    </div>
  );
}

/* The reading of this project and scope; read again when the window comes back to an old one. */
function useReading(projectId, scope) {
  const reading = useMemo(
    () => new DiffReading({ base: new URL("/api/projects", getBackendURL(env.PING)).href }),
    [],
  );
  useEffect(() => {
    if (!projectId) return undefined;
    reading.aim(projectId, scope);
    return () => reading.stop();
  }, [reading, projectId, scope]);
  useEffect(() => {
    const again = () => {
      const { answer, phase, refreshing } = reading.state;
      const old = Date.now() - answer.at > OLD_MS;
      if (phase === "shown" && old && !refreshing && !document.hidden) reading.refresh();
    };
    window.addEventListener("focus", again);
    document.addEventListener("visibilitychange", again);
    return () => {
      window.removeEventListener("focus", again);
      document.removeEventListener("visibilitychange", again);
    };
  }, [reading]);
  return reading;
}

/* The collapsed files, by path: they stay so when the diff is read again. */
function useToggles(projectId) {
  const [collapsed, setCollapsed] = useState(() => new Set());
  useEffect(() => setCollapsed(new Set()), [projectId]);
  const toggle = useCallback((path) => {
    setCollapsed((old) => {
      const next = new Set(old);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  }, []);
  return [collapsed, toggle];
}

/* "system" follows the page's theme, which follows the system's until somebody chooses. */
function useTheme(themeType) {
  const [page, setPage] = useState(pageTheme);
  useEffect(() => {
    const changed = () => setPage(pageTheme());
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, { attributeFilter: ["class", "style"] });
    const query = matchMedia("(prefers-color-scheme: dark)");
    query.addEventListener("change", changed);
    return () => {
      observer.disconnect();
      query.removeEventListener("change", changed);
    };
  }, []);
  return themeType === "dark" || themeType === "light" ? themeType : page;
}

function pageTheme() {
  const { classList } = document.documentElement;
  if (classList.contains("dark")) return "dark";
  if (classList.contains("light")) return "light";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function stepOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return 0;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return 0;
  const inList = event.target.getAttribute("role") === "listbox";
  if (event.key === "j" || (inList && event.key === "ArrowDown")) return 1;
  if (event.key === "k" || (inList && event.key === "ArrowUp")) return -1;
  return 0;
}

const clock = (at) => new Date(at).toLocaleTimeString(undefined, { timeStyle: "short" });
