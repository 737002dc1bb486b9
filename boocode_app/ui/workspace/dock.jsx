import { useEffect, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { newShell, useAttempt } from "$/public/external/boocode_app/ui/terminals/desk/deeds.js";
import { EndDialog } from "$/public/external/boocode_app/ui/terminals/desk/ending.jsx";
import { focusTerminal } from "$/public/external/boocode_app/ui/terminals/desk/focus.js";
import { useFresh } from "$/public/external/boocode_app/ui/terminals/desk/fresh.js";
import { End, Plus } from "$/public/external/boocode_app/ui/terminals/desk/icons.js";
import * as pty from "$/public/external/boocode_app/ui/terminals/desk/pty.js";
import { look } from "$/public/external/boocode_app/ui/terminals/desk/sessions.js";
import { Stage } from "$/public/external/boocode_app/ui/terminals/desk/stage.jsx";
import { Strip, Tool } from "$/public/external/boocode_app/ui/terminals/desk/strip.jsx";
import { nameOf } from "$/public/external/boocode_app/ui/terminals/desk/words.js";
import { putAway, show, useDock } from "./dock.js";

/** The dock's head: the project's terminals as tabs, a new one, and how the shown one is ended. */
export function DockTabs({ project, folder, terminalsPath, changes }) {
  const dock = useDock(project, folder, changes);
  const [said, attempt] = useAttempt();
  const [ending, setEnding] = useState(null);
  const fresh = useFresh([...dock.byId.values()], new Set([dock.active]));
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const shown = dock.byId.get(dock.active);

  const open = (id) => {
    show(dock, id);
    navigate({ pathname, search, hash: "#terminal" });
    focusTerminal(id);
  };
  const start = async () => {
    const session = await attempt(() => newShell(folder));
    if (session) open(session.id);
  };
  const items = dock.tabs.map((id) => ({
    key: id,
    session: dock.byId.get(id),
    title: nameOf(dock.byId.get(id), id),
    href: `${terminalsPath}?pty=${id}`,
    current: id === dock.active,
    panes: 1,
    fresh: id !== dock.active && fresh.has(id),
  }));
  return (
    <>
      <Strip
        label="Terminals of this project"
        items={items}
        onOpen={open}
        onClose={(id) => putAway(dock, id)}
        onRename={(item, name) => attempt(() => pty.rename(item.key, name))}
      >
        {folder && <Tool label="New terminal" icon={Plus} onClick={start} />}
        {shown?.status === "running" && (
          <Tool label={`End ${nameOf(shown)}…`} icon={End} onClick={() => setEnding(shown)} />
        )}
      </Strip>
      <span className="cut field-fault" role="status">{said}</span>
      <EndDialog
        session={ending}
        onEnd={(session) => attempt(() => pty.end(session.id))}
        onClose={() => setEnding(null)}
      />
    </>
  );
}

/** The dock's body: the shown terminal. In a project without one, the first look starts a shell. */
export function DockBody({ project, folder }) {
  const dock = useDock(project, folder);
  const [said, attempt] = useAttempt();
  const begun = useRef("");
  const { phase, tabs, away, active, byId } = dock;

  const start = async () => {
    const session = await attempt(() => newShell(folder));
    if (session) show(dock, session.id);
    return session;
  };
  useEffect(() => {
    if (phase !== "ready" || !folder || begun.current === folder) return;
    begun.current = folder;
    if (!tabs.length && !away.length) start();
  }, [phase, folder]);

  if (phase === "failed") return <Fault what="The terminals cannot be listed." why={dock.fault} onRetry={look} />;
  if (said) return <Fault what="The terminal cannot be started." why={said} onRetry={start} />;
  if (active) {
    return (
      <Stage
        now={{ tabs, active }}
        alone
        sessions={byId}
        onRestart={async (id) => (await start()) && putAway(dock, id)}
      />
    );
  }
  if (phase !== "ready" || !folder || begun.current !== folder) return null;
  return (
    <div className="empty small">
      <p>
        No terminal is open here.
        {away.length > 0 && ` ${away.length} of this project ${away.length === 1 ? "goes" : "go"} on.`}
      </p>
      <div className="choice">
        <button type="button" className="btn" onClick={start}>
          <Plus size={16} aria-hidden="true" />
          New terminal
        </button>
        {away.length > 0 && (
          <button type="button" className="btn ghost" onClick={() => dock.change({ away: [] })}>
            Show {away.length === 1 ? nameOf(byId.get(away[0])) : `all ${away.length}`}
          </button>
        )}
      </div>
    </div>
  );
}
