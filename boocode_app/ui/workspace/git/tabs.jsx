import { go, hrefWith, useQuery } from "$/public/external/boocode_app/ui/components/address/address.js";

export const VIEWS = { changes: "Changes", history: "History", branches: "Branches", worktrees: "Worktrees" };

const KEYS = { ArrowRight: 1, ArrowLeft: -1, Home: "first", End: "last" };

/** The open view, as the address says. */
export function useView() {
  const view = useQuery().get("view");
  return view in VIEWS ? view : "changes";
}

/** The address of a view of the tab, with nothing open in it. */
export const viewHref = (view) =>
  hrefWith({ view: view === "changes" ? null : view, commit: null, worktree: null });

/** The tab's views. The arrow keys go from one to the next. */
export function ViewTabs({ view, children }) {
  const onKeyDown = (event) => {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const tabs = [...event.currentTarget.querySelectorAll("[role=tab]")];
    const at = tabs.indexOf(document.activeElement);
    const to = { first: 0, last: tabs.length - 1 }[step] ?? (at + step + tabs.length) % tabs.length;
    tabs[to].focus();
    tabs[to].click();
  };
  return (
    <div className="git-head">
      <div className="tabs" role="tablist" aria-label="The repository" onKeyDown={onKeyDown}>
        {Object.entries(VIEWS).map(([name, label]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`git-tab-${name}`}
            aria-selected={name === view}
            aria-controls="git-view"
            tabIndex={name === view ? 0 : -1}
            onClick={() => go(viewHref(name))}
          >
            {label}
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}
