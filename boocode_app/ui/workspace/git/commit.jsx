/* One commit of the history: its whole message, and below it what it changed. */

import { BooDiff } from "$/public/external/boocode_app/ui/components/diff/diff/diff.jsx";
import { go, hrefWith } from "$/public/external/boocode_app/ui/components/address/address.js";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { Moment } from "$/public/external/boocode_app/ui/components/moment/moment/moment.jsx";
import { Back, Compare, Copy } from "./icons.js";
import { useRead } from "./reading.js";
import { Refs } from "./refs.jsx";
import { short } from "./words.js";

export function CommitView({ repository: { projectId, api, themeType }, id, onBack }) {
  const { phase, value: commit, fault, refresh } = useRead(projectId, `${projectId} ${id}`, () =>
    api.get(`commits/${encodeURIComponent(id)}`),
  );
  const compare = () =>
    go(hrefWith({ view: null, commit: null, scope: "range", base: commit.id, head: null }));
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (event.target.closest("dialog, input, [popover]")) return;
    event.stopPropagation();
    onBack();
  };
  return (
    <div className="git-one" data-escapes onKeyDown={onKeyDown}>
      <header className="git-bar">
        <button
          type="button"
          className="icon-btn"
          aria-label="Back to the history"
          title="Back (Esc)"
          autoFocus
          onClick={onBack}
        >
          <Back size={16} aria-hidden="true" />
        </button>
        <h2 className="cut grow" title={commit?.subject}>
          {commit ? commit.subject || "(no message)" : short(id)}
        </h2>
        <button
          type="button"
          className="icon-btn"
          aria-label="Compare with the working tree"
          title="Compare with the working tree"
          disabled={!commit}
          onClick={compare}
        >
          <Compare size={16} aria-hidden="true" />
        </button>
      </header>
      {phase === "failed" && <Fault what="The commit could not be read." why={fault} onRetry={refresh} />}
      {commit && (
        <>
          <div className="git-about">
            {commit.body && (
              <pre className="git-message" tabIndex={0} role="group" aria-label="Message">
                {commit.body}
              </pre>
            )}
            <div className="git-line muted">
              <span className="cut" title={`${commit.author} <${commit.email}>`}>{commit.author}</span>
              <Moment at={commit.at} />
              <button
                type="button"
                className="git-id mono"
                title="Copy the id"
                onClick={() => copyText(commit.id)}
              >
                {short(commit.id)}
                <Copy size={12} aria-hidden="true" />
              </button>
              {commit.parents.length > 1 && <span className="tag">merge of {commit.parents.length}</span>}
              <Refs refs={commit.refs} />
            </div>
          </div>
          <BooDiff projectId={projectId} scope="commit" commit={commit.id} themeType={themeType} />
        </>
      )}
    </div>
  );
}
