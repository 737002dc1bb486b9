import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import "./specs.css";

// The row that was left last: whoever comes back to its list finds the focus there.
let left = "";

/** A list that goes by keys: j and k move between the rows in it (`[data-row]`), Enter opens, being
 * links, and Esc goes to `back`. Each list begins at the top of its page. */
export function Keys({ back, children }) {
  const box = useRef(null);
  const navigate = useNavigate();

  useEffect(() => {
    box.current.closest(".page").scrollTop = 0;
    const row = left && box.current.querySelector(`[data-row="${CSS.escape(left)}"]`);
    if (row && (document.activeElement ?? document.body) === document.body) row.focus();
  }, []);

  useEffect(() => {
    const move = (step) => {
      const rows = [...box.current.querySelectorAll("[data-row]")];
      const at = rows.indexOf(document.activeElement?.closest("[data-row]"));
      rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
    };
    const onKey = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event)) return;
      if (event.key === "j") move(1);
      else if (event.key === "k") move(-1);
      else if (event.key === "Escape" && back) navigate(back);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [back, navigate]);

  const onFocus = (event) => {
    left = event.target.closest("[data-row]")?.dataset.row ?? left;
  };
  return (
    <div ref={box} className="keys-list" onFocus={onFocus}>
      {children}
    </div>
  );
}

/** Whether a key is meant for a field, a dialog, a menu or the drawer. */
function isElsewhere(event) {
  const inside = event.target.closest?.("input, textarea, select, [contenteditable], dialog, [popover]");
  return Boolean(inside) || "drawer" in document.documentElement.dataset;
}
