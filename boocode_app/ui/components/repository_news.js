/* Whoever changes a repository tells it here, and what was read of one is read again. */

import { useEffect, useRef } from "react";

const CHANGED = "boo:repository";
const OLD_MS = 10_000;

/** The repository of a project was changed by this page. */
export function tellChanged(projectId) {
  window.dispatchEvent(new CustomEvent(CHANGED, { detail: { projectId } }));
}

/** Calls `refresh` when the repository was changed by this page, and when the window comes back to
 * what is old: `readAt()` says when it was read, 0 where it is not to be read again now. */
export function useRepositoryNews(projectId, refresh, readAt) {
  const latest = useRef(readAt);
  latest.current = readAt;
  useEffect(() => {
    const changed = ({ detail }) => {
      if (!detail?.projectId || detail.projectId === projectId) refresh();
    };
    const back = () => {
      const at = latest.current();
      if (!document.hidden && at && Date.now() - at > OLD_MS) refresh();
    };
    window.addEventListener(CHANGED, changed);
    window.addEventListener("focus", back);
    document.addEventListener("visibilitychange", back);
    return () => {
      window.removeEventListener(CHANGED, changed);
      window.removeEventListener("focus", back);
      document.removeEventListener("visibilitychange", back);
    };
  }, [projectId, refresh]);
}
