import { useEffect, useMemo, useState } from "react";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { hrefOf, list, useArrangement } from "./address.js";
import * as desk from "./arrangement.js";
import { newShell, useAttempt } from "./deeds.js";
import { EndDialog } from "./ending.jsx";
import { focusSoon, focusTerminal } from "./focus.js";
import { useFresh } from "./fresh.js";
import { Back, Columns, Plus, Rows } from "./icons.js";
import { KEYS, useKeys } from "./keys.js";
import { List } from "./list.jsx";
import * as pty from "./pty.js";
import { look, useSessions } from "./sessions.js";
import { ShareButton, copyLink } from "./share.jsx";
import { Stage } from "./stage.jsx";
import { Blank } from "./states.jsx";
import { Strip, Tool } from "./strip.jsx";
import { usePhone } from "./phone.js";
import { nameOf } from "./words.js";
import "./desk.css";

/** All terminals on the left, the open ones in tabs and splits on the right; on a phone one after
 * the other. `folder`: where a new shell starts. `watchPath`: the page that only shows one.
 * `changes`: another value says that the list is another. */
export function TerminalDesk({ folder, watchPath, changes }) {
  const { phase, sessions, fault } = useSessions(changes);
  const byId = useMemo(() => new Map(sessions.map((one) => [one.id, one])), [sessions]);
  const phone = usePhone();
  const [now, change] = useArrangement(phase === "ready" && phone !== null ? byId : null, phone);
  const [said, attempt, say] = useAttempt();
  const [ending, setEnding] = useState(null);

  useEffect(() => {
    if (!now.active || phone !== false) return;
    const inIt = document.activeElement?.closest(`[data-pty="${now.active}"]`);
    if (!inIt) focusTerminal(now.active);
  }, [now.active, phone]);

  const tab = now.tabs[desk.tabOf(now, now.active)];
  const inView = new Set(tab ? (phone ? [now.active] : desk.leaves(tab)) : []);
  const fresh = useFresh(sessions, inView);

  const start = async (way) => {
    const beside = way ? byId.get(now.active)?.workdir : undefined;
    const session = await attempt(() => newShell(beside ?? folder));
    if (session) change((was) => (way ? desk.split(was, session.id, way) : desk.opened(was, session.id)));
  };
  const close = (id) => change((was) => desk.closed(was, id));
  const restart = async (id) => {
    const session = await attempt(() => newShell(byId.get(id)?.workdir ?? folder));
    if (session) change((was) => desk.replaced(was, id, session.id));
  };
  const deeds = {
    open: (id) => (id === now.active ? focusTerminal(id) : change((was) => desk.opened(was, id))),
    place: (id, way) => change((was) => desk.split(was, id, way)),
    rename: (session, name) => attempt(() => pty.rename(session.id, name)),
    share: (id) => copyLink(watchPath, id).then(() => say("Share link copied."), (error) => say(error.message)),
    askEnd: setEnding,
    forget: async (session) => {
      await attempt(() => pty.forget(session.id));
      close(session.id);
    },
  };
  useKeys({
    start: () => start(),
    splitRight: () => now.active && start("row"),
    splitDown: () => now.active && start("column"),
    previous: () => change((was) => desk.stepped(was, -1)),
    next: () => change((was) => desk.stepped(was, 1)),
    close: () => now.active && close(now.active),
    leave: () => {
      const inTerminal = document.activeElement?.closest(".stage-pane");
      if (inTerminal || !now.active) focusSoon('.pty-link[aria-current="true"], .pty-link, .desk-filter input');
      else focusTerminal(now.active);
    },
  });

  return (
    <div className="desk" data-view={now.active ? "terminal" : "list"}>
      <section className="desk-list" aria-label="All terminals">
        <header>
          <h1>Terminals</h1>
          <button
            type="button"
            className="btn primary"
            title={`Starts a shell (${KEYS.start})`}
            onClick={() => start()}
          >
            <Plus size={16} aria-hidden="true" />
            New terminal
          </button>
        </header>
        {phase === "loading" && (
          <div className="loading" role="status" aria-label="Loading the terminals">
            {[0, 1, 2, 3].map((row) => <div key={row} className="skeleton" />)}
          </div>
        )}
        {phase === "failed" && <Fault what="The terminals cannot be listed." why={fault} onRetry={look} />}
        {phase === "ready" && sessions.length > 0 && (
          <List
            sessions={sessions}
            current={now.active}
            deeds={deeds}
            hrefOf={(id) => hrefOf(now, id)}
          />
        )}
        {phase === "ready" && sessions.length === 0 && (
          <p className="desk-none">Shells and commands, yours and the agents', will stand here.</p>
        )}
      </section>
      <section className="desk-stage" aria-label="Open terminals">
        {now.tabs.length > 0 && (
          <Bar {...{ now, change, phone, byId, fresh, deeds, start, watchPath, say }} />
        )}
        {now.active ? (
          <Stage
            now={now}
            alone={phone}
            sessions={byId}
            onActive={(id) => change((was) => ({ ...was, active: id }), { replace: true })}
            onClose={close}
            onRestart={restart}
          />
        ) : (
          phase === "ready" && <Blank any={sessions.length > 0} onStart={() => start()} />
        )}
      </section>
      <div className="desk-said" role="status">
        {said && <p>{said}</p>}
      </div>
      <EndDialog
        session={ending}
        onEnd={(session) => attempt(() => pty.end(session.id))}
        onClose={() => setEnding(null)}
      />
    </div>
  );
}

/* The tabs and what can be done with the active terminal. On a phone each pane is a tab. */
function Bar({ now, change, phone, byId, fresh, deeds, start, watchPath, say }) {
  const trees = phone ? desk.everyOpen(now) : now.tabs;
  const items = trees.map((tree) => {
    const ids = desk.leaves(tree);
    const current = ids.includes(now.active);
    const front = current ? now.active : ids[0];
    return {
      key: ids[0],
      front,
      session: byId.get(front),
      title: nameOf(byId.get(front), front),
      href: hrefOf(now, front),
      current,
      panes: ids.length,
      fresh: !current && ids.some((id) => fresh.has(id)),
    };
  });
  const frontOf = (key) => items.find((item) => item.key === key).front;
  return (
    <div className="desk-bar">
      {phone && <Tool label="All terminals" icon={Back} onClick={() => change(list)} />}
      <Strip
        label="Open terminals"
        items={items}
        onOpen={(key) => deeds.open(frontOf(key))}
        onClose={(key) =>
          change((was) => (phone ? desk.closed(was, key) : desk.closedTab(was, desk.tabOf(was, key))))
        }
        onMove={phone ? undefined : (at, to) => change((was) => desk.moved(was, at, to), { replace: true })}
        onRename={(item, name) => deeds.rename({ id: item.front }, name)}
      >
        <Tool label="New terminal" keys={KEYS.start} icon={Plus} onClick={() => start()} />
      </Strip>
      {now.active && (
        <div className="strip-tools end">
          {!phone && (
            <>
              <Tool
                label="Split right"
                keys={KEYS.splitRight}
                icon={Columns}
                disabled={!desk.canSplit(now)}
                onClick={() => start("row")}
              />
              <Tool
                label="Split down"
                keys={KEYS.splitDown}
                icon={Rows}
                disabled={!desk.canSplit(now)}
                onClick={() => start("column")}
              />
            </>
          )}
          <ShareButton path={watchPath} id={now.active} onFault={say} />
        </div>
      )}
    </div>
  );
}
