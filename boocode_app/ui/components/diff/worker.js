/* The highlighter's worker. The library's own module is imported, not started: its other modules
   import it too, and Vite's development server would run it once for each of its two names. */

import "@pierre/diffs/worker/worker.js";
