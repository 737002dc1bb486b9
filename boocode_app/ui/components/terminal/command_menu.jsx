import { useEffect, useRef } from "react";
import { inWords } from "./gutter.js";

const GAP = 4;
const EDGE = 8;

/** What can be done with a command that the shell ran. */
export function CommandMenu({ screen, menu }) {
  const list = useRef(null);
  const { command, output, again } = menu;
  useEffect(() => {
    const element = list.current;
    element.showPopover();
    place(element, menu.place);
    entries(element)[0]?.focus();
  }, [menu]);

  const move = (event) => {
    const all = entries(list.current);
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Tab") list.current.hidePopover();
    if (next === undefined) return;
    event.preventDefault();
    all.at(next % all.length)?.focus();
  };
  const choose = (act) => () => {
    list.current.hidePopover();
    act(screen.current);
  };
  return (
    <div
      ref={list}
      popover="auto"
      role="menu"
      aria-label={`Command ${command.command}`}
      className="menu-list term-menu"
      onKeyDown={move}
      onToggle={(event) => event.newState === "closed" && screen.current?.closeMenu()}
    >
      <p role="presentation">
        <code>{command.command || "A command"}</code>
        <span>{inWords(command)}</span>
      </p>
      <button
        type="button"
        role="menuitem"
        disabled={!again}
        title={again ? undefined : "At an empty prompt only"}
        onClick={choose((open) => open.rerun(command))}
      >
        Run again
      </button>
      <button
        type="button"
        role="menuitem"
        disabled={!command.command}
        onClick={choose((open) => open.clipboard.copy(command.command))}
      >
        Copy command
      </button>
      <button type="button" role="menuitem" disabled={!output} onClick={choose((open) => open.clipboard.copy(output))}>
        Copy output
      </button>
    </div>
  );
}

function place(element, { left, top, bottom }) {
  const { offsetWidth: width, offsetHeight: height } = element;
  const fits = bottom + GAP + height <= window.innerHeight - EDGE;
  element.style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - width - EDGE))}px`;
  element.style.top = `${fits ? bottom + GAP : Math.max(EDGE, top - GAP - height)}px`;
}

const entries = (list) => [...list.querySelectorAll("[role=menuitem]:not(:disabled)")];
