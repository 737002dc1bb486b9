/* What stands above a file's lines: its name, what happened to it, and what can be done with it. */

import { memo } from "react";
import { ChevronIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { FileActions } from "./actions.jsx";
import { Counts, Name, Status } from "./file.jsx";
import { canOpen, notesOf, reasonOf } from "./words.js";
import "./head.css";

export const Head = memo(function Head({ item, viewed, onFold, onOpen, onView }) {
  const { file, line, part } = item;
  const reason = reasonOf(file, line);
  const notes = notesOf(file, line);
  const open = !item.collapsed;
  const foldable = item.fileDiff.hunks.length > 0 || item.annotations.length > 0;
  return (
    <div className="boo-diff-head" data-path={file.path} data-viewed={viewed || undefined}>
      <button
        type="button"
        className="fold"
        aria-expanded={open}
        aria-label={`${open ? "Collapse" : "Expand"} ${file.path}`}
        disabled={!foldable}
        onClick={() => onFold(file.path, open)}
      >
        <ChevronIcon />
      </button>
      <Status file={file} />
      <Name file={file} />
      {[...notes, reason].filter(Boolean).map((words) => (
        <span key={words} className="reason" title={words}>
          {words}
        </span>
      ))}
      {canOpen(file, line) && (
        <button type="button" className="load" onClick={() => onOpen(file.index)}>
          Load diff
        </button>
      )}
      {line?.t === "opening" && <span className="reason">Loading…</span>}
      {part === 0 && (
        <>
          {file.added !== null && <Counts added={file.added} removed={file.removed} />}
          <FileActions file={file} line={line} />
          {line?.t === "patch" && (
            <label className="viewed">
              <input
                type="checkbox"
                checked={viewed}
                aria-label={`Viewed ${file.path}`}
                onChange={(event) => onView(file, line, event.target.checked)}
              />
              <span aria-hidden="true">Viewed</span>
            </label>
          )}
        </>
      )}
    </div>
  );
});
