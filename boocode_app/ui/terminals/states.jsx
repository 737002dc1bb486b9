import { Plus, Shell } from "./icons.js";

/** No terminal is open: how one is. */
export const Blank = ({ any, onStart }) => (
  <div className="empty">
    <Shell size={28} aria-hidden="true" />
    <h2>{any ? "No terminal is open" : "No terminals"}</h2>
    <p>
      {any
        ? "Choose one from the list, or start another. They go on without this page."
        : "A shell that you start here goes on when you close the page, and can be opened again from anywhere."}
    </p>
    <button type="button" className="btn primary" onClick={onStart}>
      <Plus size={16} aria-hidden="true" />
      New terminal
    </button>
  </div>
);
