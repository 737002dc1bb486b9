/* The file that is open and the lines that are chosen in it: the address says both.

   Invariant: an address that was left by itself (a session began, another was opened) gets its file
   back; one that a person went to is taken as it is. */

import { useCallback, useEffect, useMemo } from "react";
import { go, hrefWith, useQuery } from "$/public/external/boocode_app/ui/components/address/address.js";
import { linesOf, wordsOf } from "./lines.js";

/* { path, lines, open, choose, close }: `path` is "" where no file is open. */
export function usePlace(projectId) {
  const query = useQuery();
  const path = query.get("file") ?? "";
  const line = query.get("line");
  const lines = useMemo(() => linesOf(line), [line]);
  const kept = `boocode.file.${projectId}`;

  useEffect(() => {
    if (path) remember(kept, { file: path, line });
    else if (recall(kept)) go(hrefWith(recall(kept)), { replace: true });
  }, [kept, path, line]);
  useEffect(() => {
    const stepped = () => {
      if (!new URLSearchParams(window.location.search).has("file")) remember(kept, null);
    };
    window.addEventListener("popstate", stepped);
    return () => window.removeEventListener("popstate", stepped);
  }, [kept]);

  const open = useCallback((file, at = null) => {
    go(hrefWith({ tab: "files", file, line: wordsOf(at) }));
  }, []);
  const choose = useCallback((at) => go(hrefWith({ line: wordsOf(at) }), { replace: true }), []);
  const close = useCallback(() => {
    remember(kept, null);
    go(hrefWith({ file: null, line: null }));
  }, [kept]);
  return { path, lines, open, choose, close };
}

function remember(kept, place) {
  if (place) sessionStorage.setItem(kept, JSON.stringify(place));
  else sessionStorage.removeItem(kept);
}

function recall(kept) {
  try {
    return JSON.parse(sessionStorage.getItem(kept));
  } catch {
    return null;
  }
}
