/* The file that is open: what it is, its lines, and what can be done with those that are chosen. */

import { Suspense, lazy, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { preferenceOf } from "$/public/external/boocode_app/ui/components/preference/preference.js";
import { useTheme } from "$/public/external/boocode_app/ui/components/diff/diff/theme.js";
import { grouped, visible } from "$/public/external/boocode_app/ui/components/diff/diff/words.js";
import { FindBar } from "./find_bar.jsx";
import { countLines, stepped } from "./lines.js";
import { Picture } from "./picture.jsx";
import { FileReading } from "./reading.js";
import { useRereading } from "./rereading.js";
import { Loading, Nothing, Strip } from "./states.jsx";
import { ChosenLines, FileHead } from "./tools.jsx";
import { sizeInWords } from "./words.js";

const Code = lazy(() => import("./code.jsx"));
const preference = preferenceOf("files");

export function FileView({ ask, projectId, place, themeType, onBack }) {
  const { path, lines, choose } = place;
  const reading = useReading(ask, path);
  const state = useSyncExternalStore(reading.subscribe, reading.snapshot, reading.snapshot);
  const kept = useSyncExternalStore(preference.subscribe, preference.snapshot, preference.snapshot);
  const theme = useTheme(themeType);
  const [finding, setFinding] = useState(null);
  const [hit, setHit] = useState(null);
  const code = useRef(null);
  const anchor = useRef(0);
  const count = useMemo(() => countLines(state.text), [state.text]);
  useRereading(projectId, reading);

  useEffect(() => {
    setFinding(null);
    setHit(null);
  }, [path]);
  useEffect(() => {
    if (lines) reading.upTo(lines.last);
  }, [reading, lines, state.phase]);

  const hasLines = state.phase === "shown" && state.text !== "";
  const endFinding = () => {
    setFinding(null);
    if (hit) choose({ first: hit.line, last: hit.line });
    setHit(null);
    code.current?.focus();
  };
  const onKeyDown = (event) => {
    const ctrl = event.ctrlKey || event.metaKey;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (ctrl && event.key === "f" && hasLines) setFinding((old) => (old ?? 0) + 1);
    else if (ctrl || event.altKey || isControl(event.target)) return;
    else if (step && hasLines && (lines || event.shiftKey)) pick(step, event.shiftKey);
    else if (event.key === "Escape" && lines) choose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const pick = (step, extend) => {
    if (!lines) anchor.current = code.current.firstInSight();
    else if (lines.first === lines.last) anchor.current = lines.first;
    const here = { first: anchor.current, last: anchor.current };
    const next = lines ? stepped(lines, anchor.current, step, extend, count) : here;
    code.current.follow(next, next.first === anchor.current ? next.last : next.first);
    choose(next);
  };
  return (
    <div className="boo-files-file" data-path={path} data-state={state.phase} data-escapes={lines || finding ? "" : undefined} onKeyDown={onKeyDown}>
      <FileHead
        path={path}
        state={state}
        count={count}
        wrap={Boolean(kept.wrap)}
        hasLines={hasLines}
        onWrap={() => preference.set("wrap", !kept.wrap)}
        onFind={() => setFinding((old) => (old ?? 0) + 1)}
        onBack={onBack}
      />
      {finding && <FindBar key={path} asked={finding} text={state.text} from={lines?.first ?? 1} onHit={setHit} onClose={endFinding} />}
      <Notices state={state} lines={lines} count={count} reading={reading} />
      <Body state={state} path={path} projectId={projectId} onBack={onBack} onRetry={() => reading.refresh()}>
        <Suspense fallback={<Loading label="Reading the file" />}>
          <Code
            ref={code}
            path={path}
            text={state.text}
            version={state.part?.version}
            lines={lines}
            hit={hit}
            wrap={Boolean(kept.wrap)}
            theme={theme}
            onChoose={choose}
          />
        </Suspense>
      </Body>
      {hasLines && lines && lines.first <= count && <ChosenLines path={path} projectId={projectId} lines={lines} onClear={() => choose(null)} />}
    </div>
  );
}

function Body({ state, path, projectId, onBack, onRetry, children }) {
  const { phase, part, text, fault } = state;
  if (phase === "loading") return <Loading label="Reading the file" />;
  if (phase === "gone") {
    return (
      <Nothing action={onBack ? "Back to the files" : "Look again"} onAction={onBack ?? onRetry}>
        There is no file {visible(path)} (any more).
      </Nothing>
    );
  }
  if (phase === "failed") return <Fault what="The file could not be read." why={fault} onRetry={onRetry} />;
  if (part.image && (part.binary || /\.svg$/i.test(path))) {
    return <Picture projectId={projectId} path={path} version={part.version} code={part.binary ? null : children} />;
  }
  if (part.binary) return <Nothing>A binary file of {sizeInWords(part.size)}: it has no lines to show.</Nothing>;
  return text === "" ? <Nothing>The file is empty.</Nothing> : children;
}

/* What is to be known about the lines that are shown. */
function Notices({ state, lines, count, reading }) {
  const { phase, part, fault, more, last, busy } = state;
  if (phase !== "shown") return null;
  const full = reading.isFull();
  return (
    <>
      {fault && (
        <Strip kind="bad" action="Retry" onAction={() => reading.refresh()}>
          This is the file as it was: it could not be read again. {fault}
        </Strip>
      )}
      {more && (
        <Strip kind="plain" action={full ? "" : "Show more"} onAction={() => reading.next()} busy={busy}>
          The first {grouped(last)} lines of {sizeInWords(part.size)} are shown{full ? ": the rest is too much for a page" : ""}.
        </Strip>
      )}
      {part.cut && !more && <Strip kind="plain">Its last line is too long to be shown whole.</Strip>}
      {lines && !more && !busy && part.text !== null && lines.first > count && (
        <Strip kind="warn">
          There is no line {lines.first}: the file has {grouped(count)}.
        </Strip>
      )}
    </>
  );
}

function useReading(ask, path) {
  const reading = useMemo(() => new FileReading(ask), [ask]);
  useEffect(() => reading.aim(path), [reading, path]);
  return reading;
}

const isControl = (target) => Boolean(target.closest?.("button, a, input, textarea, select, [role='search']"));
