import { Children, useCallback, useId, useRef } from "react";

const GAP = 4;
const EDGE = 8;

/** A button (the first child is its content) and a list of menu items. The browser's popover does
 * light dismissal, Esc and giving the focus back; this places the list and moves in it by keys. */
export function Menu({ children, label, className = "", buttonClass = "" }) {
  const [face, ...items] = Children.toArray(children);
  const id = useId();
  const button = useRef(null);
  const list = useRef(null);

  const place = useCallback((event) => {
    button.current.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState !== "open") return;
    const from = button.current.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = list.current;
    const below = from.bottom + GAP;
    const fits = below + height <= window.innerHeight - EDGE;
    const left = Math.max(EDGE, Math.min(from.left, window.innerWidth - width - EDGE));
    list.current.style.left = `${left}px`;
    list.current.style.top = `${fits ? below : Math.max(EDGE, from.top - GAP - height)}px`;
    entries(list.current)[0]?.focus();
  }, []);

  const move = useCallback((event) => {
    const all = entries(list.current);
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Tab") list.current.hidePopover();
    if (next === undefined) return;
    event.preventDefault();
    all.at(next % all.length)?.focus();
  }, []);

  return (
    <div className={`menu ${className}`}>
      <button
        ref={button}
        type="button"
        className={buttonClass}
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded="false"
        aria-label={label}
      >
        {face}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className="menu-list"
        onToggle={place}
        onKeyDown={move}
        onClick={(event) => event.target.closest("[role^=menuitem]") && list.current.hidePopover()}
      >
        {items}
      </div>
    </div>
  );
}

/** One thing to do. `hint` is its key; `checked` makes it one of several choices. */
export const MenuItem = ({ icon: Icon, danger, hint, checked, onClick, children }) => (
  <button
    type="button"
    role={checked === undefined ? "menuitem" : "menuitemradio"}
    aria-checked={checked}
    className={danger ? "danger" : undefined}
    onClick={onClick}
  >
    {Icon && <Icon size={16} aria-hidden="true" />}
    <span className="cut grow">{children}</span>
    {hint && <kbd>{hint}</kbd>}
  </button>
);

const entries = (list) => [...list.querySelectorAll("[role^=menuitem]:not(:disabled)")];
