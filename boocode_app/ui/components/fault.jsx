import CircleAlert from "lucide-react/dist/esm/icons/circle-alert.mjs";

/** What failed, why, and Retry where it can be tried again. */
export const Fault = ({ what, why, onRetry, children }) => (
  <div className="fault" role="alert">
    <CircleAlert size={20} aria-hidden="true" />
    <div>
      <strong>{what}</strong>
      <p>{why}</p>
      <div className="actions">
        {onRetry && (
          <button type="button" className="btn" onClick={() => onRetry()}>
            Retry
          </button>
        )}
        {children}
      </div>
    </div>
  </div>
);

