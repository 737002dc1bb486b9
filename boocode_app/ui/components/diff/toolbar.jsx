/* The row above the diff: what is compared, how it is shown, and what can be done with all of it.
   In a narrow pane all but the first and the last folds into a menu. */

import { useId, useRef, useState } from "react";
import CloseAll from "lucide-react/dist/esm/icons/fold-vertical.mjs";
import Columns from "lucide-react/dist/esm/icons/columns-2.mjs";
import More from "lucide-react/dist/esm/icons/ellipsis.mjs";
import OpenAll from "lucide-react/dist/esm/icons/unfold-vertical.mjs";
import Rows from "lucide-react/dist/esm/icons/rows-3.mjs";
import Search from "lucide-react/dist/esm/icons/search.mjs";
import Wrap from "lucide-react/dist/esm/icons/text-wrap.mjs";
import { RefreshIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { ScopeChoice } from "./scope.jsx";
import "./toolbar.css";

export function Toolbar({ aim, answer, fixed, narrow, busy, onAim, onFind, onRefresh, ...view }) {
  return (
    <div className="boo-diff-bar" role="toolbar" aria-label="The diff">
      <ScopeChoice aim={aim} answer={answer} fixed={fixed} onAim={onAim} />
      {narrow ? (
        <Rest label="How the diff is shown">
          <ViewOptions {...view} named />
        </Rest>
      ) : (
        <ViewOptions {...view} />
      )}
      <Button icon={Search} label="Find in the diff (Ctrl F)" onClick={onFind} />
      <button
        type="button"
        className="icon-btn"
        aria-label="Refresh the diff"
        title="Refresh"
        aria-busy={busy}
        onClick={onRefresh}
      >
        <RefreshIcon />
      </button>
    </div>
  );
}

function ViewOptions({ options, choose, onFoldAll, named = false }) {
  const faces = { named };
  return (
    <>
      <span className="group" role="group" aria-label="Layout">
        <Button
          icon={Rows}
          label="Unified view"
          pressed={!options.split}
          onClick={() => choose("split", false)}
          {...faces}
        />
        <Button
          icon={Columns}
          label="Split view"
          pressed={options.split}
          onClick={() => choose("split", true)}
          {...faces}
        />
      </span>
      <label className="check">
        <input
          type="checkbox"
          checked={options.hideSpace}
          onChange={(event) => choose("hideSpace", event.target.checked)}
        />
        Hide whitespace
      </label>
      <Button
        icon={Wrap}
        label="Wrap lines"
        pressed={options.wrap}
        onClick={() => choose("wrap", !options.wrap)}
        {...faces}
      />
      <Button icon={OpenAll} label="Expand all" onClick={() => onFoldAll(false)} {...faces} />
      <Button icon={CloseAll} label="Collapse all" onClick={() => onFoldAll(true)} {...faces} />
    </>
  );
}

/* A button that shows the rest; the browser closes it on Esc or a click beside it. */
function Rest({ label, children }) {
  const id = useId();
  const button = useRef(null);
  const list = useRef(null);
  const [open, setOpen] = useState(false);
  const place = (event) => {
    setOpen(event.newState === "open");
    if (event.newState !== "open") return;
    const from = button.current.getBoundingClientRect();
    list.current.style.top = `${from.bottom + 4}px`;
    list.current.style.left = `${Math.max(8, from.right - list.current.offsetWidth)}px`;
    list.current.querySelector("button, input").focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-btn"
        popoverTarget={id}
        aria-expanded={open}
        aria-label={label}
        title={label}
      >
        <More size={16} aria-hidden="true" />
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        className="menu-list boo-diff-more"
        role="group"
        aria-label={label}
        onToggle={place}
      >
        {children}
      </div>
    </>
  );
}

function Button({ icon: Icon, label, pressed, named = false, onClick }) {
  return (
    <button
      type="button"
      className={named ? "named" : "icon-btn"}
      aria-label={named ? undefined : label.replace(/ \(.*/, "")}
      title={label}
      aria-pressed={pressed}
      onClick={onClick}
    >
      <Icon size={16} aria-hidden="true" />
      {named && label}
    </button>
  );
}
