/* What is read of the repository, and read again when it may have changed: what is shown stays until
   the new answer is there, and beside a failure. */

import { useCallback, useEffect, useRef, useState } from "react";

const OLD_MS = 10_000;
const START = { phase: "loading", value: null, fault: "", at: 0 };

/* { phase: loading, shown or failed, value, fault, refresh }. `read` resolves to the value; another
   `key` begins anew. */
export function useRead(projectId, key, read) {
  const [state, setState] = useState(START);
  const latest = useRef(null);
  const refresh = useCallback(async () => {
    const turn = (latest.current = {});
    const settle = (next) => latest.current === turn && setState(next);
    try {
      const value = await read();
      settle({ phase: "shown", value, fault: "", at: Date.now() });
    } catch ({ message }) {
      settle((old) => (old.value ? { ...old, fault: message } : { ...START, phase: "failed", fault: message }));
    }
  }, [key]);

  useEffect(() => {
    setState(START);
    refresh();
    return () => (latest.current = null);
  }, [refresh]);
  useChanges(projectId, refresh, state.at);
  return { ...state, refresh };
}

/* Calls `refresh` when this repository changed, or may have while the page was not looked at. */
export function useChanges(projectId, refresh, at) {
  const read = useRef(at);
  read.current = at;
  useEffect(() => {
    const heard = ({ detail }) => {
      if (!detail?.projectId || detail.projectId === projectId) refresh();
    };
    const again = () => {
      if (!document.hidden && read.current && Date.now() - read.current > OLD_MS) refresh();
    };
    window.addEventListener("boo:repository", heard);
    window.addEventListener("focus", again);
    document.addEventListener("visibilitychange", again);
    return () => {
      window.removeEventListener("boo:repository", heard);
      window.removeEventListener("focus", again);
      document.removeEventListener("visibilitychange", again);
    };
  }, [projectId, refresh]);
}
