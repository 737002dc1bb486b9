/* What every deed begins and ends with: its preview, and word of what was done. */

import { useEffect, useState } from "react";
import { tellChanged } from "$/public/external/boocode_app/ui/components/repository_news/repository_news.js";
import { tell } from "$/public/external/boocode_app/ui/components/toasts/toasts/toasts.jsx";

/* [{ preview, fault }, refresh] of a deed, anew for each `wanted`. */
export function usePreview(api, place, wanted) {
  const [answer, setAnswer] = useState({ preview: null, fault: "" });
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify(wanted);
  useEffect(() => {
    let current = true;
    const settle = (next) => current && setAnswer(next);
    api.preview(place, wanted).then(
      (preview) => settle({ preview, fault: "" }),
      ({ message }) => settle({ preview: null, fault: message }),
    );
    return () => (current = false);
  }, [api, place, key, turn]);
  return [answer, () => setTurn((old) => old + 1)];
}

/* Says what was done, and has every view read again. */
export function done(projectId, { text }) {
  tell({ id: `git-${Date.now()}`, kind: "done", title: text });
  tellChanged(projectId);
}
