import { useEffect, useId, useRef } from "react";

/** A modal dialog on the browser's own: it holds the focus, closes on Esc or a click beside it and
 * gives the focus back. What it shows lives only while it is open. */
export function Dialog({ open, title, onClose, children }) {
  const dialog = useRef(null);
  const heading = useId();

  useEffect(() => {
    if (open && !dialog.current.open) dialog.current.showModal();
    if (!open && dialog.current.open) dialog.current.close();
  }, [open]);

  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={heading}
      onClose={() => onClose?.()}
      onMouseDown={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className="dialog-head">
        <h2 id={heading}>{title}</h2>
      </div>
      {open ? children : null}
    </dialog>
  );
}
