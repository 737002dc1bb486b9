import { useEffect } from "react";

const REFUSAL_MS = 6000;

/** What there is to say about the screen, over its upper right corner. */
export function Strips({ screen, state, setState, readOnly }) {
  const { phase, refused, size, cut } = state;
  useEffect(() => {
    if (!refused) return undefined;
    const timer = setTimeout(() => setState((now) => ({ ...now, refused: "" })), REFUSAL_MS);
    return () => clearTimeout(timer);
  }, [refused]);

  return (
    <>
      {phase === "lost" && <p className="term-strip late" role="status">Reconnecting…</p>}
      {refused && <p className="term-strip warn" role="alert">{refused}</p>}
      {cut && <p className="term-strip" role="status">Earlier output is no longer kept (50 000 lines, 2 MB)</p>}
      {size && phase === "open" && (
        <p className="term-strip">
          <span className="num">{size.cols} × {size.rows}</span>
          {!readOnly && mayResize(state) && (
            <button type="button" onClick={() => screen.current?.useThisSize()}>Use this size</button>
          )}
        </p>
      )}
    </>
  );
}

const mayResize = ({ owner, ended }) => owner?.who === "person" && !ended;
