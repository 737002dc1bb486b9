/* The branches: which is checked out, where each stands, and what can be done with it. */

import { useMemo, useState } from "react";
import { go, hrefWith } from "$/public/external/boocode_app/ui/components/address/address.js";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { Menu, MenuItem } from "$/public/external/boocode_app/ui/components/menu/menu/menu.jsx";
import { Moment } from "$/public/external/boocode_app/ui/components/moment/moment/moment.jsx";
import { DeedDialog } from "./deed.jsx";
import { BranchIcon, Compare, Copy, More, Plus } from "./icons.js";
import { NewBranch } from "./new_branch.jsx";
import { useRead } from "./reading.js";
import { Distance } from "./refs.jsx";

export default function Branches({ repository }) {
  const { projectId, api } = repository;
  const { phase, value, fault, refresh } = useRead(projectId, projectId, () => api.get("branches"));
  const [words, setWords] = useState("");
  const [deed, setDeed] = useState(null);
  const [making, setMaking] = useState(null);
  const [local, remote] = useMemo(() => parted(value?.items ?? [], words), [value, words]);

  const deeds = {
    compare: (branch) =>
      go(hrefWith({ view: null, scope: "range", base: "HEAD", head: branch.name, commit: null })),
    begin: (branch) => setMaking({ start: branch.name }),
    switch: (branch) =>
      setDeed({
        title: `Switch to “${branch.name}”`,
        action: "Switch",
        thing: (preview) => (preview?.refusal ? "file in the way" : "uncommitted file"),
        place: "switch",
        wanted: { branch: branch.name },
      }),
  };
  return (
    <>
      <div className="git-bar">
        <input
          type="search"
          className="input search"
          aria-label="Filter the branches"
          placeholder="Filter the branches"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <button type="button" className="btn" onClick={() => setMaking({})}>
          <Plus size={16} aria-hidden="true" />
          New branch
        </button>
      </div>
      {fault && <Fault what="The branches could not be read." why={fault} onRetry={refresh} />}
      {phase === "loading" && <Waiting />}
      {phase === "shown" && (
        <div className="git-rows">
          <Group title="Local" branches={local} deeds={deeds} />
          <Group title="Remote" branches={remote} deeds={deeds} />
          {!local.length && !remote.length && <None words={words} />}
          {value.totals.more > 0 && (
            <p className="git-more muted">
              These are the {value.totals.shown} with the newest commits; `git branch` lists all.
            </p>
          )}
        </div>
      )}
      <DeedDialog repository={repository} deed={deed} onClose={() => setDeed(null)} />
      <NewBranch repository={repository} asked={making} onClose={() => setMaking(null)} />
    </>
  );
}

function Group({ title, branches, deeds }) {
  if (!branches.length) return null;
  return (
    <section aria-label={`${title} branches`}>
      <h3 className="git-group">{title}</h3>
      <ul>
        {branches.map((branch) => <Row key={branch.name} branch={branch} deeds={deeds} />)}
      </ul>
    </section>
  );
}

function Row({ branch, deeds }) {
  const { name, current, upstream, subject, at, worktree, kind } = branch;
  const elsewhere = worktree && !current;
  return (
    <li className="git-item" data-current={current}>
      <div className="git-words">
        <span className="git-line">
          <strong className="cut" title={name}>{name}</strong>
          {current && <span className="tag" data-tone="accent">checked out</span>}
          {elsewhere && <span className="tag" title={worktree}>in a worktree</span>}
          {branch.gone && <span className="tag" title={`${upstream} was deleted`}>upstream gone</span>}
          {upstream && <Distance ahead={branch.ahead} behind={branch.behind} other={upstream} />}
        </span>
        <span className="git-line muted">
          <span className="cut grow" title={subject}>{subject}</span>
          <Moment at={at} className="num" />
        </span>
      </div>
      {kind === "local" && !current && !elsewhere && (
        <button
          type="button"
          className="btn"
          aria-label={`Switch to ${name}…`}
          onClick={() => deeds.switch(branch)}
        >
          Switch…
        </button>
      )}
      <Menu label={`More for ${name}`} buttonClass="icon-btn">
        <More size={16} aria-hidden="true" />
        <MenuItem icon={Plus} onClick={() => deeds.begin(branch)}>New branch from here…</MenuItem>
        {!current && (
          <MenuItem icon={Compare} onClick={() => deeds.compare(branch)}>Compare with HEAD</MenuItem>
        )}
        <MenuItem icon={Copy} onClick={() => copyText(name)}>Copy the name</MenuItem>
      </Menu>
    </li>
  );
}

/* Local and remote ones that hold the words; the one that is checked out first. */
function parted(branches, words) {
  const wanted = words.trim().toLowerCase();
  const found = branches.filter(({ name }) => name.toLowerCase().includes(wanted));
  const local = found.filter(({ kind }) => kind === "local").sort((a, b) => b.current - a.current);
  return [local, found.filter(({ kind }) => kind === "remote")];
}

const None = ({ words }) => (
  <div className="empty">
    <BranchIcon size={28} aria-hidden="true" />
    <h2>{words ? "No such branch" : "No branches yet"}</h2>
    <p>{words ? `No name holds “${words}”.` : "The first commit makes the first branch."}</p>
  </div>
);

const Waiting = () => (
  <div className="loading" role="status" aria-label="Reading the branches">
    {[0, 1, 2, 3].map((row) => <div key={row} className="skeleton" />)}
  </div>
);
