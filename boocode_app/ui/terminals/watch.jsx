import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { BooTerminal } from "$/public/external/boocode_app/ui/components/terminal/terminal/terminal.jsx";
import { StateDot } from "$/public/external/boocode_app/ui/terminals/desk/dot.jsx";
import * as pty from "$/public/external/boocode_app/ui/terminals/desk/pty.js";
import { endingOf, nameOf } from "$/public/external/boocode_app/ui/terminals/desk/words.js";
import "./watch.css";

/** A terminal that is looked at: the server refuses what would be typed or sized through it. */
export function Watching({ terminalsPath }) {
  const id = new URLSearchParams(useLocation().search).get("pty") ?? "";
  const [session, setSession] = useState(null);
  const [fault, setFault] = useState("");

  const look = () =>
    pty.get(id).then(
      (found) => {
        setSession(found);
        setFault("");
      },
      (error) => setFault(error.message),
    );
  useEffect(() => {
    if (id) look();
    else setFault("The link names no terminal.");
  }, [id]);
  useEffect(() => {
    if (session) document.title = `${nameOf(session)} · BooCode`;
  }, [session]);

  if (fault && !session) return <Fault what="There is nothing to show." why={fault} onRetry={look} />;
  if (!session) return <div className="loading" role="status" aria-label="Loading the terminal" />;
  return (
    <>
      <header>
        <StateDot session={session} />
        <h1 className="cut" title={nameOf(session)}>{nameOf(session)}</h1>
        <span className="muted cut">{endingOf(session) || "You only look: what you type stays here."}</span>
        <a className="btn ghost" href={`${terminalsPath}?pty=${session.id}`}>Open to type</a>
      </header>
      <BooTerminal ptyId={session.id} readOnly label={nameOf(session)} onExit={look} onLost={look} />
    </>
  );
}
