/* Which files are folded to their header. A viewed file is, until it changes; a person's own click
   counts more than either, until all are opened or closed at once. */

import { useCallback, useEffect, useMemo, useState } from "react";

export function useFolds(place, rows, closedAll, isViewed) {
  const [own, setOwn] = useState(() => new Map());
  useEffect(() => setOwn(new Map()), [place]);

  const folded = useMemo(() => {
    const paths = new Set();
    for (const { file, line } of rows) {
      if (own.get(file.path) ?? (closedAll || isViewed(file, line))) paths.add(file.path);
    }
    return paths;
  }, [own, rows, closedAll, isViewed]);

  const fold = useCallback(
    (path, on) => setOwn((old) => (old.get(path) === on ? old : new Map(old).set(path, on))),
    [],
  );
  const forget = useCallback((path) => {
    setOwn((old) => {
      const next = new Map(old);
      return next.delete(path) ? next : old;
    });
  }, []);
  /* All open: also the viewed ones. All folded: the option says so, and nobody's click against it. */
  const foldAll = useCallback(
    (on) => {
      const viewed = on ? [] : rows.filter(({ file, line }) => isViewed(file, line));
      setOwn(new Map(viewed.map(({ file }) => [file.path, false])));
    },
    [rows, isViewed],
  );
  return { folded, fold, forget, foldAll };
}
