/* What can be done with a terminal, wherever a part of the page offers it. What fails is told. */

import { useCallback, useEffect, useState } from "react";
import * as pty from "./pty.js";
import { lookAnew } from "./sessions.js";

const SAID_MS = 8000;

/* [said, attempt]: `attempt(work)` does it, reads the list anew, and resolves to what came of it, or
   to undefined where it failed; then `said` is why, for a while. */
export function useAttempt() {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);

  const attempt = useCallback(async (work) => {
    try {
      const done = await work();
      setSaid("");
      await lookAnew();
      return done;
    } catch (error) {
      setSaid(error.message);
      return undefined;
    }
  }, []);
  return [said, attempt, setSaid];
}

/* A new shell in `folder`, as a session. */
export const newShell = (folder) => pty.spawn(folder ? { workdir: folder } : {});
