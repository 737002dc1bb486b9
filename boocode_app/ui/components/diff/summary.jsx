/* The row above the list of files: how much changed, how much of it was viewed, and which of the
   files are listed. */

import ListIcon from "lucide-react/dist/esm/icons/list.mjs";
import TreeIcon from "lucide-react/dist/esm/icons/list-tree.mjs";
import { Counts } from "./file.jsx";
import { counted, grouped } from "./words.js";
import "./summary.css";

export function Summary({ state, count, viewed, words, onWords, tree, onTree, filterRef, onLeave }) {
  const { answer, refreshing } = state;
  return (
    <div className="boo-diff-summary">
      <span className="totals" role="status">
        {counted(count, "file")}
        <Counts added={answer.added} removed={answer.removed} />
        {viewed > 0 && (
          <span className="num">
            {grouped(viewed)} of {grouped(count)} viewed
          </span>
        )}
        {refreshing && <span className="again">Reading again…</span>}
      </span>
      <input
        ref={filterRef}
        type="search"
        className="input search"
        aria-label="Filter the files"
        placeholder="Filter files"
        value={words}
        onChange={(event) => onWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" && event.key !== "Enter") return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === "Escape") onWords("");
          onLeave();
        }}
      />
      <button
        type="button"
        className="icon-btn"
        aria-label={tree ? "Show the files as a list" : "Show the files as a tree"}
        title={tree ? "Show the files as a list" : "Show the files as a tree"}
        onClick={() => onTree(!tree)}
      >
        {tree ? <ListIcon size={16} aria-hidden="true" /> : <TreeIcon size={16} aria-hidden="true" />}
      </button>
    </div>
  );
}
