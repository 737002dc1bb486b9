import { useEffect, useRef, useState } from "react";
import "@xterm/xterm/css/xterm.css";
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";
import { ending, exitCode } from "./endings.js";
import { KeyRow } from "./keys.jsx";
import { CommandMenu, FindBar, Question, TextSheet } from "./later.jsx";
import { LinkTarget } from "./link_target.jsx";
import { openScreen } from "./open.js";
import { OwnerBar } from "./owner_bar.jsx";
import { ReaderSwitch } from "./reader_switch.jsx";
import { Strips } from "./strips.jsx";
import "./gutter.css";
import "./terminal.css";

const FRESH = {
  phase: "connecting", ready: false, ended: null, gone: "", refused: "", ctrl: false, owner: null,
  size: null, question: null, finding: null, menu: null, target: "", cut: false, text: null,
};

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
    const tell = (change) => ending.signal.aborted || setState((now) => ({ ...now, ...change }));
    const on = {
      title: (title) => told.current.onTitle?.(title),
      gone: (reason) => {
        tell({ gone: reason || "This terminal is gone." });
        told.current.onLost?.();
      },
      exited: (session) => {
        tell({ ended: session });
        if (session.status === "lost") told.current.onLost?.();
        else told.current.onExit?.(exitCode(session));
      },
    };
    setState(FRESH);
    const opening = openScreen({
      host: host.current, id: ptyId, server: getBackendURL(env.PING), readOnly, fontSize, label,
      tell, on, signal: ending.signal,
    });
    opening.then(
      (opened) => {
        screen.current = opened;
        if (host.current) host.current.terminal = opened?.term;
      },
      () => tell({ gone: "The terminal could not be loaded. Reload the page.", phase: "over" }),
    );
    return () => {
      ending.abort();
      screen.current = null;
      opening.then((opened) => opened?.close(), () => {});
    };
  }, [ptyId, readOnly]);

  useEffect(() => screen.current?.size.setFontSize(fontSize), [fontSize]);

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
      <ReaderSwitch screen={screen} />
      {state.owner?.agent && !over && <OwnerBar screen={screen} owner={state.owner} readOnly={readOnly} />}
      <div className="term-body" data-foreign={state.size ? "true" : undefined}>
        <div className="term-screen" ref={host} />
        <div className="term-over">
          {state.finding && <FindBar screen={screen} chosen={state.finding.chosen} />}
          {state.question && <Question screen={screen} asked={state.question} />}
          <Strips screen={screen} state={state} setState={setState} readOnly={readOnly} />
        </div>
        {state.target && <LinkTarget address={state.target} />}
        {state.text !== null && <TextSheet screen={screen} text={state.text} />}
      </div>
      {state.menu && <CommandMenu screen={screen} menu={state.menu} />}
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
