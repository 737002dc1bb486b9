/* A stream of the server's events while somebody looks: a hidden page holds no connection, and one
   that broke off is made anew. */

const AGAIN_MS = 2000;

/* Calls `heard[type](data, id)` for each event, data read from JSON, and `opened()` with each new
   connection, when what was missed can be read. Gives what ends it. */
export function follow(link, heard, opened = () => {}) {
  let source = null;
  let timer;

  const start = () => {
    if (source || document.hidden) return;
    source = new EventSource(link, { withCredentials: true });
    source.onopen = opened;
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      stop();
      timer = setTimeout(start, AGAIN_MS);
    };
    for (const [type, tell] of Object.entries(heard)) {
      source.addEventListener(type, (event) => tell(JSON.parse(event.data)));
    }
  };
  const stop = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const turn = () => (document.hidden ? stop() : start());

  document.addEventListener("visibilitychange", turn);
  start();
  return () => {
    document.removeEventListener("visibilitychange", turn);
    stop();
  };
}
