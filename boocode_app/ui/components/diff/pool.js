/* The highlighter's workers. They start with this module, while the diff is still on its way, and stay:
   the view draws nothing before they are there. */

import { getOrCreateWorkerPoolSingleton } from "@pierre/diffs/worker";
import { THEME } from "./themes.js";
import DiffWorker from "./worker.js?worker";

export const POOL = getOrCreateWorkerPoolSingleton({
  poolOptions: { workerFactory: () => new DiffWorker(), poolSize: 2 },
  highlighterOptions: { theme: THEME },
});

POOL.initialize().catch(() => {}); // the view asks again, and says what failed
