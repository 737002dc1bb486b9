import { useEffect, useMemo, useRef, useState } from "react";
import { inPlace } from "./address.js";
import { UseBar } from "./bars.jsx";
import { Chip } from "./icons.js";
import { Row } from "./row.jsx";
import { matches, runs } from "./words.js";

const FILTER_FROM = 8;
const SHOWN = 100;

/** This machine and all models. `/` goes to the filter, j and k go through the rows, Enter opens. */
export function List({ models, machine, current, hrefOf, go, deeds }) {
  const [query, setQuery] = useState("");
  const [limit, setLimit] = useState(SHOWN);
  const box = useRef(null);
  const field = useRef(null);
  const found = useMemo(
    () => (query.trim() ? models.filter((model) => matches(model, query.trim())) : models),
    [models, query],
  );

  const step = (by) => {
    const rows = [...box.current.querySelectorAll(".rack-link")];
    const here = rows.indexOf(document.activeElement);
    const open = rows.findIndex((row) => row.ariaCurrent === "true");
    const to = here < 0 ? open + (by > 0 ? 1 : 0) : here + by;
    rows[Math.max(0, Math.min(rows.length - 1, to))]?.focus();
  };
  useEffect(() => {
    const onKey = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "/" && field.current) field.current.focus();
      else if (event.key === "j") step(1);
      else if (event.key === "k") step(-1);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const onRowKey = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !event.target.classList.contains("rack-link")) return;
    event.preventDefault();
    step(by);
  };
  const onFilterKey = (event) => {
    if (event.key === "Enter" && found[0]) go(found[0].name);
    else if (event.key === "ArrowDown") box.current.querySelector(".rack-row .rack-link")?.focus();
    else if (event.key === "Escape" && query) setQuery("");
    else return;
    event.preventDefault();
  };

  return (
    <>
      {models.length >= FILTER_FROM && (
        <div className="rack-filter">
          <input
            ref={field}
            type="search"
            className="input search"
            aria-label="Find a model"
            placeholder="Name, file or state"
            title="Find a model (/)"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={onFilterKey}
          />
        </div>
      )}
      <div className="rack-rows" ref={box} onKeyDown={onRowKey}>
        <MachineRow models={models} machine={machine} current={!current} go={go} />
        <ul>
          {found.slice(0, limit).map((model) => (
            <Row
              key={model.name}
              model={model}
              current={model.name === current}
              href={hrefOf(model.name)}
              go={go}
              deeds={deeds}
            />
          ))}
        </ul>
        {query && found.length === 0 && (
          <p className="rack-none" role="status">No model has “{query}” in its name, file or state.</p>
        )}
        {found.length > limit && (
          <div className="rack-none">
            <span className="num">{limit} of {found.length} are shown.</span>
            <button type="button" className="btn" onClick={() => setLimit(limit + SHOWN)}>
              Show {Math.min(SHOWN, found.length - limit)} more
            </button>
          </div>
        )}
      </div>
    </>
  );
}

/* What models take of this machine; its address is the page's own. */
function MachineRow({ models, machine, current, go }) {
  const loaded = models.filter(runs).length;
  return (
    <div className="rack-row rack-machine" data-current={current}>
      <a className="rack-link" href="?" aria-current={current} onClick={(event) => inPlace(event, () => go(""))}>
        <span className="rack-head">
          <Chip size={16} aria-hidden="true" />
          <strong className="cut">This machine</strong>
          <span className="muted num">{loaded === 1 ? "1 model loaded" : `${loaded} models loaded`}</span>
        </span>
        <UseBar models={models} budget={machine?.budget} />
      </a>
    </div>
  );
}


const isTyping = (target) =>
  target.isContentEditable ||
  Boolean(target.closest?.("input, textarea, select, dialog[open], [role=menu]"));
