/* What stands where there is nothing to show yet, or never will be. */

import { AlertIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";

export function Loading({ label }) {
  return (
    <div className="loading" role="status" aria-label={label}>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton" />
      ))}
    </div>
  );
}

export function Failed({ what, why, onRetry }) {
  return (
    <div className="fault" role="alert">
      <AlertIcon />
      <div>
        <strong>{what}</strong>
        <p>{why}</p>
        <div className="actions">
          <button type="button" className="btn" onClick={onRetry}>
            Retry
          </button>
          <button type="button" className="btn ghost" onClick={() => copyText(why)}>
            Copy details
          </button>
        </div>
      </div>
    </div>
  );
}

/* A sentence on why there are no lines, and what can be done. */
export function Nothing({ children, action, onAction }) {
  return (
    <div className="empty" role="status">
      <p>{children}</p>
      {action && (
        <button type="button" className="btn" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  );
}

export function Strip({ kind, children, action, onAction, busy }) {
  return (
    <div className={`boo-files-strip ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      <span>{children}</span>
      {action && (
        <button type="button" className="btn" onClick={onAction} disabled={busy}>
          {action}
        </button>
      )}
    </div>
  );
}
