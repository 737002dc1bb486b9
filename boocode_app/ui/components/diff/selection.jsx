/* The bar of the lines that are selected: which they are, and what can be done with them. */

import { useMemo } from "react";
import { CloseIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { LineActions, placeOf } from "./actions.jsx";
import { linesIn, selectedLines } from "./lines.js";
import { splitPath, visible } from "./words.js";
import "./selection.css";

export function SelectionBar({ selection, item, split, onClear }) {
  const lines = useMemo(
    () => selection && item && selectedLines(item.fileDiff, selection.range, split),
    [selection, item, split],
  );
  if (!lines || selection.kind !== "lines") return null;
  const place = placeOf(item.file, lines);
  return (
    <div className="boo-diff-selected" role="toolbar" aria-label="Selected lines">
      <span className="cut" role="status">
        <bdi title={visible(place)}>{visible(splitPath(place)[1])}</bdi>
        {linesIn(lines) === 0 && <span className="muted">unchanged</span>}
      </span>
      <LineActions file={item.file} line={item.line} lines={lines} onDone={onClear} />
      <button
        type="button"
        className="icon-btn"
        aria-label="Clear the selection (Esc)"
        title="Clear the selection (Esc)"
        onClick={onClear}
      >
        <CloseIcon />
      </button>
    </div>
  );
}
