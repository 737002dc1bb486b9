/* What stands where there is nothing to show yet, or never will be. */

export function Loading({ label }) {
  return (
    <div className="loading" role="status" aria-label={label}>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton" />
      ))}
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
