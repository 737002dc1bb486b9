/* The files a person has viewed, by the digest of the patch they saw: another patch is to be viewed
   again. A mark shows at once and goes back if the server did not take it. */

import { useCallback, useEffect, useState } from "react";
import { restOf } from "$/public/external/boocode_app/ui/components/rest/rest.js";

const rest = restOf("/api/projects/", "The server cannot be reached: the mark was not kept.");

export function useViewed(projectId, onFault) {
  const [marks, setMarks] = useState(() => new Map());
  useEffect(() => {
    if (!projectId) return undefined;
    let gone = false;
    setMarks(new Map());
    rest
      .ask("GET", `${projectId}/viewed`)
      .then(({ items }) => gone || setMarks(new Map(items.map((item) => [item.path, item.digest]))))
      .catch(() => {}); // without marks every file is to be viewed
    return () => {
      gone = true;
    };
  }, [projectId]);

  const isViewed = useCallback(
    (file, line) => line?.t === "patch" && marks.get(file.path) === line.digest,
    [marks],
  );
  const mark = useCallback(
    async (file, line, on) => {
      const digest = on ? line.digest : null;
      setMarks((old) => withMark(old, file.path, digest));
      try {
        await rest.ask("PUT", `${projectId}/viewed`, { path: file.path, digest });
      } catch (error) {
        setMarks((old) => withMark(old, file.path, on ? null : line.digest));
        onFault(error.message);
      }
    },
    [projectId, onFault],
  );
  return { isViewed, mark };
}

function withMark(marks, path, digest) {
  const next = new Map(marks);
  if (digest) next.set(path, digest);
  else next.delete(path);
  return next;
}
