import { stateOf } from "./words.js";

/** A terminal's state: colour and shape, the word beside it or, `quiet`, on hover. */
export function StateDot({ session, quiet = false }) {
  const { dot, word } = stateOf(session);
  return (
    <span className="status" data-status={dot} title={quiet ? word : undefined}>
      <i aria-hidden="true" />
      <span className={quiet ? "sr" : undefined}>{word}</span>
    </span>
  );
}
