/* When what was read from a repository may be old: it was changed, or the window comes back to it. */

import { useEffect } from "react";

const OLD_MS = 10_000;

export function useRereading(projectId, read) {
  useEffect(() => {
    let at = Date.now();
    const again = () => {
      at = Date.now();
      read.refresh();
    };
    const changed = (event) => event.detail?.projectId === projectId && again();
    const back = () => !document.hidden && Date.now() - at > OLD_MS && again();
    window.addEventListener("boo:repository", changed);
    window.addEventListener("focus", back);
    document.addEventListener("visibilitychange", back);
    return () => {
      window.removeEventListener("boo:repository", changed);
      window.removeEventListener("focus", back);
      document.removeEventListener("visibilitychange", back);
    };
  }, [projectId, read]);
}
