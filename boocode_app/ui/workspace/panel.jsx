/* The file panel's tabs. Which one is open is the address's, `tab=`; where it says nothing, it is the
   one that was open last in this browser. */

import { Children, useEffect, useRef, useSyncExternalStore } from "react";
import { go, hrefWith, useQuery } from "$/public/external/boocode_app/ui/components/address/address.js";

const KEPT = "boocode.panel.tab";
const TABS = { git: "Git", files: "Files", plan: "Plan", artifact: "Artifact" };
const NAMES = Object.keys(TABS);
const KEYS = { ArrowRight: 1, ArrowLeft: -1 };

/** The row of tabs; `changed` files are counted in Git's. */
export function PanelTabs({ changed }) {
  const open = useTab();
  const row = useRef(null);
  const onKeyDown = (event) => {
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    const next = NAMES.at((NAMES.indexOf(open) + KEYS[event.key]) % NAMES.length);
    show(next);
    row.current.querySelector(`[data-tab="${next}"]`).focus();
  };
  return (
    <div ref={row} className="tabs" role="tablist" aria-label="File panel" onKeyDown={onKeyDown}>
      {NAMES.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          data-tab={name}
          aria-selected={name === open}
          tabIndex={name === open ? 0 : -1}
          onClick={() => show(name)}
        >
          {TABS[name]}
          {name === "git" && changed > 0 && <span className="badge num">{changed}</span>}
        </button>
      ))}
    </div>
  );
}

/** The open tab of four children, in the order of the tabs. */
export function PanelBody({ children }) {
  const open = useTab();
  useEffect(() => localStorage.setItem(KEPT, open), [open]);
  return Children.toArray(children)[NAMES.indexOf(open)] ?? null;
}

function show(tab) {
  localStorage.setItem(KEPT, tab);
  go(hrefWith({ tab }), { replace: true });
}

function useTab() {
  const query = useQuery();
  const last = useSyncExternalStore(nobody, lastTab, () => "git");
  const wanted = query.get("tab") ?? (query.has("file") ? "files" : last);
  return wanted in TABS ? wanted : "git";
}

const nobody = () => () => {};

function lastTab() {
  const kept = localStorage.getItem(KEPT);
  return kept in TABS ? kept : "git";
}
