import { useEffect, useMemo, useRef, useState } from "react";
import { Row } from "./row.jsx";
import { matches } from "./words.js";

const SHOWN = 200;

/** All terminals, running and ended, with a filter. `/` goes to the filter, j and k go through the
 * rows, Enter opens, F2 renames. */
export function List({ sessions, current, deeds, hrefOf }) {
  const [query, setQuery] = useState("");
  const [limit, setLimit] = useState(SHOWN);
  const [naming, setNaming] = useState(null);
  const box = useRef(null);
  const field = useRef(null);

  // A row stays in its place while its name is typed, also where the terminal ends meanwhile.
  const runs = (one) => (one.id === naming?.id ? naming : one).status === "running";
  const [running, ended] = useMemo(() => {
    const fit = query.trim() ? sessions.filter((one) => matches(one, query.trim())) : sessions;
    return [fit.filter(runs), fit.filter((one) => !runs(one))];
  }, [sessions, query, naming]);
  const found = [...running, ...ended];
  const shown = found.slice(0, limit);
  const groups = [
    ["Running", running.length, shown.slice(0, running.length)],
    ["Ended", ended.length, shown.slice(running.length)],
  ];

  const step = (by) => {
    const rows = [...box.current.querySelectorAll(".pty-link")];
    const here = rows.indexOf(document.activeElement);
    const start = here < 0 ? rows.findIndex((row) => row.ariaCurrent === "true") - (by > 0 ? 0 : 1) : here + by;
    rows[Math.max(0, Math.min(rows.length - 1, start))]?.focus();
  };

  const leaveName = (id, byKey) => {
    setNaming(null);
    const row = () => box.current?.querySelector(`[data-session="${id}"] .pty-link`);
    if (byKey) requestAnimationFrame(() => row()?.focus()); // it may stand elsewhere by then
  };

  useEffect(() => {
    const onKey = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "/") field.current.focus();
      else if (event.key === "j") step(1);
      else if (event.key === "k") step(-1);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const onFilterKey = (event) => {
    if (event.key === "ArrowDown") box.current.querySelector(".pty-link")?.focus();
    else if (event.key === "Enter" && found[0]) deeds.open(found[0].id);
    else if (event.key === "Escape" && query) setQuery("");
    else if (event.key === "Escape") box.current.querySelector(".pty-link")?.focus();
    else return;
    event.preventDefault();
  };
  const onRowKey = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !event.target.classList.contains("pty-link")) return;
    event.preventDefault();
    step(by);
  };

  return (
    <>
      <div className="desk-filter">
        <input
          ref={field}
          type="search"
          className="input search"
          aria-label="Find a terminal"
          placeholder="Title, command, folder, agent, id"
          title="Find a terminal (/)"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={onFilterKey}
        />
      </div>
      <div className="desk-rows" ref={box} onKeyDown={onRowKey}>
        {groups.map(
          ([name, count, rows]) =>
            count > 0 && (
              <section key={name} aria-label={name}>
                <h2>
                  {name} <span className="num muted">{count}</span>
                </h2>
                <ul>
                  {rows.map((session) => (
                    <Row
                      key={session.id}
                      session={session}
                      current={session.id === current}
                      href={hrefOf(session.id)}
                      deeds={deeds}
                      naming={session.id === naming?.id}
                      onNaming={() => setNaming(session)}
                      onNamed={(byKey) => leaveName(session.id, byKey)}
                    />
                  ))}
                </ul>
              </section>
            ),
        )}
        {found.length === 0 && (
          <p className="desk-none" role="status">No terminal has “{query}” in its title, command, folder, agent or id.</p>
        )}
        {found.length > shown.length && (
          <div className="desk-more">
            <span className="num">{shown.length} of {found.length} are shown.</span>
            <button type="button" className="btn" onClick={() => setLimit(limit + SHOWN)}>
              Show {Math.min(SHOWN, found.length - shown.length)} more
            </button>
          </div>
        )}
      </div>
    </>
  );
}

const isTyping = (target) =>
  target.isContentEditable ||
  Boolean(target.closest?.("input, textarea, select, dialog[open], [role=menu]"));
