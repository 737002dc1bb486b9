/* What is to be known about the diff that is shown, and what stands in its place where there is none. */

import { AlertIcon, CheckIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { counted, grouped } from "./words.js";
import "./notices.css";

/* It is old, cut short, or not all of it. */
export function Freshness({ state, onRetry }) {
  const { answer, phase, fault } = state;
  if (phase !== "shown") return null;
  if (fault) {
    return (
      <Strip kind="bad" action="Retry" onAction={onRetry}>
        This is the diff of {clock(answer.at)}: it could not be read again. {fault}
      </Strip>
    );
  }
  if (answer.cut) {
    return (
      <Strip kind="bad" action="Retry" onAction={onRetry}>
        The diff was cut short. {answer.fault}
      </Strip>
    );
  }
  if (answer.leftOut > 0) {
    return (
      <Strip kind="warn">
        {grouped(answer.leftOut)} more changed files are not listed: the first{" "}
        {grouped(answer.files.length)} are.
      </Strip>
    );
  }
  return null;
}

/* What hiding whitespace leaves out, and where that may change what the code does. */
export function Hidden({ hidden, onShow }) {
  const { files, lines, meaning } = hidden;
  return (
    <Strip kind={meaning.length ? "warn" : ""} action="Show" onAction={onShow}>
      {counted(files, "whitespace-only file")}, {counted(lines, "line")} hidden.
      {meaning.length > 0 && ` ${meaning.join(", ")}: indentation has meaning here.`}
    </Strip>
  );
}

export function TooNarrow({ onHide }) {
  return (
    <Strip action="Hide" onAction={onHide}>
      Shown in one column: this pane is too narrow for two.
    </Strip>
  );
}

function Strip({ kind = "", children, action, onAction }) {
  return (
    <div className={`boo-diff-strip ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      <span>{children}</span>
      {action && (
        <button type="button" className="btn" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  );
}

export function Loading() {
  return (
    <div className="loading" role="status" aria-label="Reading the diff">
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton" />
      ))}
    </div>
  );
}

export function Empty({ text, action, onAction }) {
  return (
    <div className="empty">
      <CheckIcon />
      <p>{text}</p>
      {action && (
        <button type="button" className="btn" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  );
}

export function Failed({ why, onRetry }) {
  return (
    <div className="fault" role="alert">
      <AlertIcon />
      <div>
        <strong>The diff could not be read.</strong>
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

const clock = (at) => new Date(at).toLocaleTimeString(undefined, { timeStyle: "short" });
