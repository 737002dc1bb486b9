/* When what was read from a repository may be old: it was changed, or the window comes back to it. */

import { useCallback, useEffect, useRef } from "react";
import { useRepositoryNews } from "$/public/external/boocode_app/ui/components/repository_news/repository_news.js";

export function useRereading(projectId, read) {
  const at = useRef(0);
  useEffect(() => void (at.current = Date.now()), [projectId, read]);
  const refresh = useCallback(() => {
    at.current = Date.now();
    read.refresh();
  }, [read]);
  useRepositoryNews(projectId, refresh, () => at.current);
}
