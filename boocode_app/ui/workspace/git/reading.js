/* What is read of the repository, and read again when it may have changed: what is shown stays until
   the new answer is there, and beside a failure. */

import { useCallback, useEffect, useRef, useState } from "react";
import { useRepositoryNews } from "$/public/external/boocode_app/ui/components/repository_news/repository_news.js";

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
  useRepositoryNews(projectId, refresh, () => state.at);
  return { ...state, refresh };
}
