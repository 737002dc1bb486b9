import { useEffect, useRef, useState } from "react";
import "@xterm/xterm/css/xterm.css";
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";
import { KeyRow } from "./keys.jsx";
import { openScreen } from "./screen.js";
import "./terminal.css";

const FRESH = { phase: "connecting", ready: false, ended: null, gone: "", refused: "", ctrl: false };
const REFUSAL_MS = 6000;

/** A live screen of one PTY session. */
export function BooTerminal({
  ptyId,
  readOnly = false,
  fontSize = 13,
  label = "Terminal",
  onExit,
  onLost,
  onRestart,
  onTitle,
}) {
  const host = useRef(null);
  const screen = useRef(null);
  const [state, setState] = useState(FRESH);
  const told = useRef({});
  told.current = { onExit, onLost, onTitle };

  useEffect(() => {
    if (!ptyId) return undefined;
    const ending = new AbortController();
    const set = (change) => ending.signal.aborted || setState((now) => ({ ...now, ...change }));
    const on = {
      ready: () => set({ ready: true }),
      phase: (phase) => set({ phase }),
      ctrl: (ctrl) => set({ ctrl }),
      refused: (refused) => set({ refused }),
      title: (title) => told.current.onTitle?.(title),
      gone: (reason) => {
        set({ gone: reason || "This terminal is gone." });
        told.current.onLost?.();
      },
      exited: (session) => {
        set({ ended: session });
        if (session.status === "lost") told.current.onLost?.();
        else told.current.onExit?.(exitCode(session));
      },
    };
    setState(FRESH);
    const url = socketUrl(ptyId);
    const opening = openScreen({
      host: host.current, url, readOnly, fontSize, label, on, signal: ending.signal,
    });
    opening.then(
      (opened) => {
        screen.current = opened;
        if (host.current) host.current.terminal = opened?.term;
      },
      () => set({ gone: "The terminal could not be loaded. Reload the page.", phase: "over" }),
    );
    return () => {
      ending.abort();
      screen.current = null;
      opening.then((opened) => opened?.close(), () => {});
    };
  }, [ptyId, readOnly]);

  useEffect(() => {
    const opened = screen.current;
    if (!opened) return;
    opened.term.options.fontSize = fontSize;
    opened.fitNow();
  }, [fontSize]);

  useEffect(() => {
    if (!state.refused) return undefined;
    const timer = setTimeout(() => setState((now) => ({ ...now, refused: "" })), REFUSAL_MS);
    return () => clearTimeout(timer);
  }, [state.refused]);

  const over = state.gone || (state.ended && ending(state.ended));
  return (
    <div
      className="term"
      role="region"
      aria-label={label}
      data-testid="terminal"
      data-phase={state.phase}
      data-ready={state.ready ? "true" : "false"}
    >
      {state.phase === "lost" && <p className="term-strip" role="status">Reconnecting…</p>}
      {state.refused && <p className="term-strip warn" role="alert">{state.refused}</p>}
      <div className="term-screen" ref={host} />
      {over && (
        <div className="term-end" role="status">
          <span>{over}</span>
          {onRestart && <button type="button" className="btn" onClick={() => onRestart()}>New shell</button>}
        </div>
      )}
      {!over && !readOnly && <KeyRow screen={screen} ctrl={state.ctrl} />}
    </div>
  );
}

function socketUrl(ptyId) {
  const url = new URL(`/api/pty/${encodeURIComponent(ptyId)}/ws`, getBackendURL(env.PING));
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

const SIGNALS = { HUP: 1, INT: 2, QUIT: 3, ABRT: 6, KILL: 9, SEGV: 11, PIPE: 13, TERM: 15 };

function exitCode(session) {
  return session.exitCode ?? 128 + (SIGNALS[session.signal] ?? 0);
}

function ending(session) {
  if (session.status === "lost") return "This terminal was lost when its server ended. Its last screen is kept.";
  if (session.timedOut) return `Ended after its time limit of ${session.timeoutSeconds} s`;
  if (session.exitCode === null) return session.signal ? `Ended by ${session.signal}` : "Ended";
  return `Exited with code ${session.exitCode}`;
}
