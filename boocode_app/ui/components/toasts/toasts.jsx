import { useEffect } from "react";
import { Link } from "react-router";
import { Toaster, toast } from "sonner";
import { AlertIcon, CheckIcon, CloseIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import "./toasts.css";

const STAYS_MS = { done: 6000, failure: 20000 };
const OFFERS_MS = 20_000;
const AT_ONCE = 3;

/** Shows each of `rows` once; a failure stays longer. They wait while one is hovered or focused and
 * while the page is hidden; Alt-T goes to them, Esc closes the one that has focus. */
export function Toasts({ rows, onTaken }) {
  useEffect(() => {
    if (!rows?.length) return;
    rows.forEach(tell);
    onTaken?.(rows.map((row) => row.id));
  }, [rows, onTaken]);

  return (
    <Toaster
      position="bottom-right"
      visibleToasts={AT_ONCE}
      expand
      gap={8}
      offset={16}
      mobileOffset={{ bottom: "72px", left: "16px", right: "16px" }}
      containerAriaLabel="Notices"
      toastOptions={{ unstyled: true }}
    />
  );
}

const standing = new Map(); // by a row's id: that of its toast, until it begins to leave
let told = 0;

/** Show a row from the page itself; one with the id of another takes its place. It may offer an
 * `action`: { word, run }, and then stays longer. */
export function tell(row) {
  const id = standing.get(row.id) ?? ++told; // one that leaves would take the row with it
  standing.set(row.id, id);
  const leaves = () => standing.get(row.id) === id && standing.delete(row.id);
  const close = () => {
    leaves();
    toast.dismiss(id);
  };
  toast.custom(() => <Toast row={row} close={close} />, {
    id,
    duration: row.action ? OFFERS_MS : STAYS_MS[row.kind],
    onAutoClose: leaves,
    onDismiss: leaves,
  });
}

function Toast({ row, close }) {
  const closeOnEscape = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  return (
    <div className="toast" data-kind={row.kind} onKeyDown={closeOnEscape}>
      {row.kind === "failure" ? <AlertIcon /> : <CheckIcon />}
      <div className="toast-words" role={row.kind === "failure" ? "alert" : undefined}>
        <strong>{row.title}</strong>
        {row.detail && <span>{row.detail}</span>}
        {row.output && <code className="cut" title={row.output}>{row.output}</code>}
      </div>
      {row.href && (
        <Link to={row.href} className="btn" onClick={close}>
          Show
        </Link>
      )}
      {row.action && (
        <button
          type="button"
          className="btn"
          onClick={() => {
            close();
            row.action.run();
          }}
        >
          {row.action.word}
        </button>
      )}
      <button type="button" className="icon-btn" aria-label="Close" onClick={close}>
        <CloseIcon />
      </button>
    </div>
  );
}
