/* The Git tab: its views, and above them the way to push. */

import { Suspense, lazy, useMemo } from "react";
import { useQuery } from "$/public/external/boocode_app/ui/components/address/address.js";
import { BooDiff } from "$/public/external/boocode_app/ui/components/diff/diff/diff.jsx";
import { repositoryOf } from "./api.js";
import { CommitBox } from "./commit_box.jsx";
import { PushButton } from "./push.jsx";
import { useRead } from "./reading.js";
import { ViewTabs, useView } from "./tabs.jsx";
import "./git.css";

const LATER = {
  history: lazy(() => import("./history.jsx")),
  branches: lazy(() => import("./branches.jsx")),
  worktrees: lazy(() => import("./worktrees.jsx")),
};

/** All of a project's repository. `onCounts(files, added, removed)`: how much is changed. */
export function GitTab({ projectId, themeType, onCounts }) {
  const view = useView();
  const api = useMemo(() => repositoryOf(projectId), [projectId]);
  const standing = useRead(projectId, projectId, () => api.get("status"));
  const repository = { projectId, api, themeType, state: standing.value };
  const Later = LATER[view];
  return (
    <section className="git-tab" aria-label="Repository">
      <ViewTabs view={view}>
        <PushButton repository={repository} />
      </ViewTabs>
      <div id="git-view" className="git-view" role="tabpanel" aria-labelledby={`git-tab-${view}`}>
        {Later ? (
          <Suspense fallback={<Waiting />}>
            <Later key={projectId} repository={repository} />
          </Suspense>
        ) : (
          <Changes key={projectId} repository={repository} onCounts={onCounts} />
        )}
      </div>
    </section>
  );
}

function Changes({ repository, onCounts }) {
  const query = useQuery();
  const compares = query.has("scope") || query.has("base"); // its counts are of something else
  return (
    <>
      <BooDiff
        projectId={repository.projectId}
        scope="working"
        themeType={repository.themeType}
        onCounts={compares ? undefined : onCounts}
      />
      <CommitBox repository={repository} />
    </>
  );
}

const Waiting = () => (
  <div className="loading" role="status" aria-label="Loading">
    {[0, 1, 2, 3].map((row) => (
      <div key={row} className="skeleton" />
    ))}
  </div>
);
