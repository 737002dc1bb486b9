/* Which terminals had output that nobody looked at. */

import { useRef } from "react";

/* The ids in `sessions` whose output moved on since they were in view last. */
export function useFresh(sessions, inView) {
  const looked = useRef(new Map());
  const fresh = new Set();
  for (const session of sessions) {
    const mark = `${session.totalLines} ${session.lastLine}`;
    const known = looked.current.get(session.id);
    if (known === undefined || inView.has(session.id)) looked.current.set(session.id, mark);
    else if (known !== mark) fresh.add(session.id);
  }
  return fresh;
}
