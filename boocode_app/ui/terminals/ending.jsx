import { Dialog } from "$/public/external/boocode_app/ui/components/dialog/dialog/dialog.jsx";
import { losses, nameOf } from "./words.js";
import "./shared.css";

/** Asks before a terminal is ended, since that cannot be undone. `session` is null while nothing is
 * asked; the buttons say what they do. */
export function EndDialog({ session, onEnd, onClose }) {
  return (
    <Dialog
      open={session !== null}
      title={session ? `End “${nameOf(session)}”?` : ""}
      onClose={onClose}
    >
      {session && (
        <>
          <p className="losses">{losses(session)}</p>
          <div className="dialog-foot">
            <button type="button" className="btn ghost" autoFocus onClick={onClose}>
              Keep it
            </button>
            <button
              type="button"
              className="btn danger"
              onClick={() => {
                onEnd(session);
                onClose();
              }}
            >
              <span className="cut">End {nameOf(session)}</span>
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
