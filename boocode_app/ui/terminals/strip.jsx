import { useEffect, useRef, useState } from "react";
import { StateDot } from "./dot.jsx";
import { Close } from "./icons.js";
import { NameField } from "./naming.jsx";
import "./shared.css";

/** Tabs of terminals. `items`: { key, session, title, href, current, panes, fresh } each, `fresh`
 * where output came that nobody looked at. Arrows go from tab to tab, Enter opens, F2 renames,
 * Delete or a middle click closes, and Ctrl-Shift-arrows or a drag move where `onMove` is given. */
export function Strip({ label, items, onOpen, onClose, onMove, onRename, children }) {
  const [naming, setNaming] = useState("");
  const [dragged, setDragged] = useState("");
  const list = useRef(null);
  const current = items.find((item) => item.current)?.key;

  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current, items.length]);

  const onKey = (event, item, at) => {
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const others = [...list.current.querySelectorAll(".tab-name")];
    const to = { Home: 0, End: others.length - 1 }[event.key] ?? (side ? at + side : undefined);
    if (side && event.ctrlKey && event.shiftKey) onMove?.(at, at + side);
    else if (to !== undefined) others[to]?.focus();
    else if (event.key === "F2") setNaming(item.key);
    else if (event.key === "Delete") onClose(item.key);
    else return;
    event.preventDefault();
  };

  const tab = (item, at) => (
    <li
      key={item.key}
      className="tab"
      data-current={item.current}
      data-fresh={item.fresh}
      data-dragged={dragged === item.key}
      draggable={Boolean(onMove) && naming !== item.key}
      onDragStart={() => setDragged(item.key)}
      onDragEnd={() => setDragged("")}
      onDragOver={(event) => dragged && event.preventDefault()}
      onDrop={() => dragged && onMove(items.findIndex((one) => one.key === dragged), at)}
      onAuxClick={(event) => {
        if (event.button !== 1) return;
        event.preventDefault();
        onClose(item.key);
      }}
    >
      {naming === item.key ? (
        <NameField
          name={item.title}
          onName={(name) => onRename(item, name)}
          onLeave={(byKey) => {
            setNaming("");
            if (byKey) requestAnimationFrame(() => list.current?.children[at]?.querySelector("a")?.focus());
          }}
        />
      ) : (
        <a
          className="tab-name"
          href={item.href}
          aria-current={item.current}
          title={`${item.title}${item.fresh ? ": new output" : ""} (F2 renames, Delete closes)`}
          draggable={false}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(item.key);
          }}
          onDoubleClick={() => setNaming(item.key)}
          onKeyDown={(event) => onKey(event, item, at)}
        >
          <StateDot session={item.session} quiet />
          <span className="cut">{item.title}</span>
          {item.panes > 1 && <span className="badge num">{item.panes}</span>}
          {item.fresh && <span className="sr">new output</span>}
        </a>
      )}
      <button
        type="button"
        className="tab-close"
        aria-label={`Close the tab ${item.title}`}
        title="Close the tab. What runs in it goes on."
        onClick={() => onClose(item.key)}
      >
        <Close size={14} aria-hidden="true" />
      </button>
    </li>
  );

  return (
    <nav className="strip" aria-label={label}>
      <ul ref={list}>{items.map(tab)}</ul>
      <div className="strip-tools">{children}</div>
    </nav>
  );
}

/** A small button with an icon, for the end of a strip. */
export const Tool = ({ label, keys, icon: Icon, ...button }) => (
  <button
    type="button"
    className="icon-btn"
    aria-label={label}
    title={keys ? `${label} (${keys})` : label}
    {...button}
  >
    <Icon size={16} aria-hidden="true" />
  </button>
);
