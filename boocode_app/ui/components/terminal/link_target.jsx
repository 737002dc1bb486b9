import { opensByTap } from "./links.js";

/** Where the link under the pointer leads, and how to go there. */
export function LinkTarget({ address }) {
  return (
    <p className="term-target">
      <span>{address}</span>
      {!opensByTap() && <kbd>Ctrl+click</kbd>}
    </p>
  );
}
