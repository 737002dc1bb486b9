/* The worktrees: how each stands against the project's branch, its diff, and how it is merged,
   dropped and put back. */

import { useRef, useState } from "react";
import { BooDiff } from "$/public/external/boocode_app/ui/components/diff/diff/diff.jsx";
import { go, hrefWith, useQuery } from "$/public/external/boocode_app/ui/components/address/address.js";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { Moment } from "$/public/external/boocode_app/ui/components/moment/moment/moment.jsx";
import { DeedDialog } from "./deed.jsx";
import { done } from "./deeds.js";
import { Back, Compare, Folder, Merge, Remove, Undo } from "./icons.js";
import { useRead } from "./reading.js";
import { Distance } from "./refs.jsx";
import { counted } from "./words.js";

export default function Worktrees({ repository }) {
  const { projectId, api } = repository;
  const open = useQuery().get("worktree");
  const { phase, value, fault, refresh } = useRead(projectId, projectId, async () => {
    const [found, dropped] = await Promise.all([api.get("worktrees"), api.get("dropped")]);
    return { items: found.items, total: found.totals.worktrees, dropped: dropped.items };
  });
  const [deed, setDeed] = useState(null);
  const rows = useRef(null);
  const others = (value?.items ?? []).filter((one) => !one.main);
  const one = others.find(({ name }) => name === open);
  const back = () => {
    go(hrefWith({ worktree: null }));
    requestAnimationFrame(() => rows.current?.focus());
  };
  if (open && one) return <Difference repository={repository} one={one} onBack={back} />;
  return (
    <>
      {fault && <Fault what="The worktrees could not be read." why={fault} onRetry={refresh} />}
      {phase === "loading" && <Waiting />}
      {phase === "shown" && (
        <div className="git-rows" ref={rows} tabIndex={-1}>
          {others.length === 0 && <None />}
          {others.length > 0 && <h3 className="git-group">Against “{others[0].base ?? "HEAD"}”</h3>}
          <ul>
            {others.map((one) => <Row key={one.path} one={one} onDeed={setDeed} />)}
          </ul>
          {value.total > value.items.length && (
            <p className="git-more muted">
              {counted(value.total, "worktree")} in all: these are the first.
            </p>
          )}
          <Dropped repository={repository} dropped={value.dropped} />
        </div>
      )}
      <DeedDialog repository={repository} deed={deed} onClose={() => setDeed(null)} />
    </>
  );
}

function Row({ one, onDeed }) {
  const { name, path, branch, base, changes, ahead, behind } = one;
  const title = branch ?? name;
  const place = `worktrees/${encodeURIComponent(name)}`;
  return (
    <li className="git-item worktree">
      <div className="git-words">
        <span className="git-line">
          <strong className="cut" title={title}>{title}</strong>
          {!branch && <span className="tag">on no branch</span>}
          {one.locked !== null && <span className="tag" title={one.locked}>locked</span>}
          {one.prunable !== null && <span className="tag" title={one.prunable}>folder gone</span>}
          <Distance ahead={ahead} behind={behind} other={base ?? "HEAD"} />
          {changes > 0 && (
            <span className="tag" data-tone="accent">{counted(changes, "uncommitted file")}</span>
          )}
        </span>
        <span className="cut muted" title={path}>{path}</span>
        {one.fault && <span className="field-fault">{one.fault}</span>}
      </div>
      <div className="git-deeds">
        <button
          type="button"
          className="btn"
          aria-label={`Changes of ${title}`}
          disabled={!one.fork}
          onClick={() => go(hrefWith({ worktree: name }))}
        >
          <Compare size={14} aria-hidden="true" />
          Changes
        </button>
        <button
          type="button"
          className="btn"
          aria-label={`Merge ${title}…`}
          disabled={!branch}
          onClick={() => onDeed(mergeOf(one, place))}
        >
          <Merge size={14} aria-hidden="true" />
          Merge…
        </button>
        <button
          type="button"
          className="btn danger"
          aria-label={`Drop ${title}…`}
          onClick={() => onDeed(dropOf(one, place))}
        >
          <Remove size={14} aria-hidden="true" />
          Drop…
        </button>
      </div>
    </li>
  );
}

const mergeOf = ({ branch, base }, place) => ({
  title: `Merge “${branch}” into “${base ?? "HEAD"}”`,
  action: "Merge",
  thing: (preview) => (preview?.kind === "conflicts" ? "file in conflict" : "changed file"),
  place: `${place}/merge`,
});

const dropOf = ({ name, branch }, place) => ({
  title: `Drop the worktree “${name}”`,
  action: "Drop",
  danger: true,
  thing: () => "uncommitted file",
  place: `${place}/drop`,
  wanted: { branch: false },
  choices: (wanted, choose) =>
    branch && (
      <label className="git-check">
        <input
          type="checkbox"
          checked={wanted.branch}
          onChange={(event) => choose({ branch: event.target.checked })}
        />
        Delete its branch “{branch}” too
      </label>
    ),
});

/* What a worktree's branch has changed since it left the project's. */
function Difference({ repository: { projectId, themeType }, one, onBack }) {
  return (
    <div className="git-one">
      <header className="git-bar">
        <button
          type="button"
          className="icon-btn"
          aria-label="Back to the worktrees"
          title="Back"
          autoFocus
          onClick={onBack}
        >
          <Back size={16} aria-hidden="true" />
        </button>
        <h2 className="cut grow" title={one.path}>{one.branch ?? one.name}</h2>
        {one.changes > 0 && (
          <span className="muted git-note">{counted(one.changes, "uncommitted file")} not shown</span>
        )}
      </header>
      <BooDiff projectId={projectId} scope="range" base={one.fork} head={one.head} themeType={themeType} />
    </div>
  );
}

function Dropped({ repository: { projectId, api }, dropped }) {
  const [fault, setFault] = useState("");
  if (!dropped.length) return null;
  const restore = async ({ id }) => {
    try {
      setFault("");
      done(projectId, await api.act(`dropped/${id}/restore`));
    } catch ({ message }) {
      setFault(message);
    }
  };
  return (
    <section aria-label="Dropped worktrees">
      <h3 className="git-group">Dropped</h3>
      {fault && <p className="field-fault git-more" role="alert">{fault}</p>}
      <ul>
        {dropped.map((one) => (
          <li key={one.id} className="git-item">
            <div className="git-words">
              <span className="git-line">
                <span className="cut grow" title={one.path}>{one.branch ?? one.name}</span>
                <Moment at={one.at} className="muted num" />
              </span>
            </div>
            <button
              type="button"
              className="btn"
              aria-label={`Put ${one.name} back`}
              onClick={() => restore(one)}
            >
              <Undo size={14} aria-hidden="true" />
              Put back
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const None = () => (
  <div className="empty">
    <Folder size={28} aria-hidden="true" />
    <h2>No worktrees</h2>
    <p>Folders beside this one, each with a branch of its own, will stand here: agents work in them.</p>
  </div>
);

const Waiting = () => (
  <div className="loading" role="status" aria-label="Reading the worktrees">
    {[0, 1, 2].map((row) => <div key={row} className="skeleton" />)}
  </div>
);
