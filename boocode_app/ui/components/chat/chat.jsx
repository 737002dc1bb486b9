import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";
import "./chat.css";
import { Conversation } from "./connection.js";
import { DownIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { Message } from "./message.jsx";
import { Prompt } from "./prompt.jsx";
import { isRunning } from "./stream.js";

const SUGGESTIONS = [
  "Explain the difference between git rebase and git merge",
  "Write a Python function that parses ISO 8601 dates, with tests",
  "What should I look at first when a test is flaky?",
];
const NEAR_PX = 40;

/** The conversation of one session. Without a session it begins one with the first message. */
export function BooChat({ sessionId, projectId, projectName, disabledReason, onSession, onTitle, onStatus }) {
  const talk = useConversation(sessionId, { onSession, onTitle, onStatus });
  const state = useSyncExternalStore(talk.subscribe, talk.snapshot, talk.snapshot);
  const prompt = useRef(null);
  const running = isRunning(state);
  const scroll = useStickyScroll(talk, state);
  useEscToStop(running, () => {
    talk.stop();
    prompt.current?.focus();
  });

  const send = (text) => {
    scroll.toLatest();
    talk.send(text, projectId);
  };
  const again = useCallback((message) => talk.again(message, projectId), [talk, projectId]);

  return (
    <section className="chat" aria-label="Conversation" data-testid="chat" data-phase={state.phase} data-status={state.status} data-link={state.link}>
      <Strip state={state} onRetry={() => talk.reload()} />
      <div className="chat-scroll" ref={scroll.viewport} onScroll={scroll.onScroll} tabIndex={-1}>
        <div className="chat-column" ref={scroll.content}>
          <Body state={state} projectName={projectName} disabled={Boolean(disabledReason)} onPick={(words) => prompt.current.fill(words)} onRetry={() => talk.reload()} onAgain={again} onOlder={() => talk.older()} />
        </div>
      </div>
      <div className="chat-foot">
        {scroll.away ? (
          <button type="button" className="chat-jump" onClick={scroll.toLatest}>
            <DownIcon />
            Jump to latest
          </button>
        ) : null}
        <Prompt
          ref={prompt}
          draftKey={`boocode:draft:${sessionId || `new:${projectId}`}`}
          running={running}
          disabledReason={disabledReason || (state.phase === "failed" ? "This conversation could not be loaded" : "")}
          onSend={send}
          onStop={() => talk.stop()}
        />
      </div>
      <Announcer messages={state.messages} />
    </section>
  );
}

function Body({ state, projectName, disabled, onPick, onRetry, onAgain, onOlder }) {
  if (state.phase === "loading") return <Skeleton />;
  if (state.phase === "failed" && !state.messages.length) return <Fault why={state.fault} onRetry={onRetry} />;
  if (!state.messages.length) return <Empty projectName={projectName} disabled={disabled} onPick={onPick} />;
  const busy = isRunning(state);
  const last = state.messages.at(-1);
  const remark = !busy && last.state === "complete" ? state.detail : "";
  return (
    <>
      {state.older ? (
        <button type="button" className="chat-quiet chat-older" onClick={onOlder}>
          Show earlier messages ({state.messages.length} of {state.total} shown)
        </button>
      ) : null}
      {state.messages.map((message) => (
        <Message key={message.key} message={message} busy={busy} waiting={message === last ? state.detail : ""} onAgain={onAgain} />
      ))}
      {(busy && last.text && state.detail) || remark ? <p className="chat-remark">{state.detail}</p> : null}
    </>
  );
}

function Strip({ state, onRetry }) {
  if (state.link === "open" || state.phase !== "ready") return null;
  return (
    <div className="chat-strip" role="status">
      <span>Reconnecting… {state.fault || "What you see is kept."}</span>
      <button type="button" className="chat-quiet" onClick={onRetry}>
        Try now
      </button>
    </div>
  );
}

function Skeleton() {
  return (
    <div className="chat-skeleton" role="status" aria-label="Loading the conversation">
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}

function Fault({ why, onRetry }) {
  return (
    <div className="chat-empty" role="alert">
      <h2>This conversation could not be loaded</h2>
      <p>{why}</p>
      <button type="button" className="chat-chip" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

function Empty({ projectName, disabled, onPick }) {
  return (
    <div className="chat-empty">
      <h2>{projectName ? `A new conversation in ${projectName}` : "A new conversation"}</h2>
      <p>Your questions and the model’s answers will stand here. The model runs locally and does not read your files yet.</p>
      {disabled ? null : (
        <ul aria-label="Suggestions">
          {SUGGESTIONS.map((words) => (
            <li key={words}>
              <button type="button" className="chat-chip" onClick={() => onPick(words)}>
                {words}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Screen readers hear a reply when it is finished, not as it grows. */
function Announcer({ messages }) {
  const last = messages.at(-1);
  const wasRunning = useRef(false);
  const [said, setSaid] = useState("");
  useEffect(() => {
    const runs = last?.state === "streaming";
    if (wasRunning.current && last && !runs) setSaid(last.text || last.error || "The reply is empty.");
    wasRunning.current = runs;
  }, [last]);
  return (
    <div className="chat-unseen" aria-live="polite">
      {said}
    </div>
  );
}

function useConversation(sessionId, handlers) {
  const latest = useRef(handlers);
  latest.current = handlers;
  const talk = useMemo(
    () =>
      new Conversation({
        base: new URL("/api/coder", getBackendURL(env.PING)).href,
        onSession: (id) => latest.current.onSession?.(id),
        onTitle: (id, title) => latest.current.onTitle?.(id, title),
        onStatus: (status) => latest.current.onStatus?.(status),
      }),
    [],
  );
  const wanted = sessionId || null;
  useEffect(() => {
    talk.open(wanted);
  }, [talk, wanted]);
  useEffect(() => () => talk.leave(), [talk]);
  useEffect(() => {
    let hiddenAt = 0;
    const seen = () => {
      if (document.hidden) hiddenAt = Date.now();
      else talk.wake(Date.now() - hiddenAt);
    };
    const online = () => talk.wake();
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("online", online);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("online", online);
    };
  }, [talk]);
  return talk;
}

/** Stays at the end while things grow, unless the person scrolled up; keeps its place when older ones come. */
function useStickyScroll(talk, state) {
  const viewport = useRef(null);
  const content = useRef(null);
  const sticks = useRef(true);
  const fromEnd = useRef(0);
  const [away, setAway] = useState(false);
  const first = state.messages[0]?.key;

  const settle = useCallback(() => {
    const box = viewport.current;
    if (!box) return; // the observer may speak once more after the pane has gone
    if (sticks.current) box.scrollTop = box.scrollHeight;
    fromEnd.current = box.scrollHeight - box.scrollTop;
  }, []);
  const onScroll = useCallback(() => {
    const box = viewport.current;
    fromEnd.current = box.scrollHeight - box.scrollTop;
    sticks.current = fromEnd.current - box.clientHeight < NEAR_PX;
    setAway(!sticks.current);
    if (box.scrollTop < box.clientHeight / 2) talk.older();
  }, [talk]);
  const toLatest = useCallback(() => {
    sticks.current = true;
    setAway(false);
    settle();
  }, [settle]);

  useEffect(() => {
    const watch = new ResizeObserver(settle);
    watch.observe(content.current);
    watch.observe(viewport.current);
    return () => watch.disconnect();
  }, [settle]);
  useLayoutEffect(() => {
    const box = viewport.current;
    if (!sticks.current) box.scrollTop = box.scrollHeight - fromEnd.current;
  }, [first]);
  useEffect(toLatest, [state.session?.id, toLatest]);

  return { viewport, content, onScroll, toLatest, away };
}

/** Esc stops the reply, unless it was meant for something that is open above, or for a terminal. */
function useEscToStop(running, stop) {
  const latest = useRef(stop);
  latest.current = stop;
  useEffect(() => {
    if (!running) return undefined;
    const onKey = (event) => {
      const elsewhere = event.target !== document.body && !event.target.closest?.(".chat");
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || elsewhere) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [running]);
}
