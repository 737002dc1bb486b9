/* One diff's link to the server: it reads the stream of lines and holds what came.

   Invariant: what is shown is one answer. The first one is shown as it comes; a later one takes its
   place only when it is whole, so a reload never empties the view, and a failed one says so beside
   the diff that is kept. The last whole answers outlive their panes: one that is opened again shows
   what it showed, and reads it anew. */

import { useCallback, useEffect, useMemo } from "react";
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";
import { useRepositoryNews } from "$/public/external/boocode_app/ui/components/repository_news/repository_news.js";

const FEW = 20; // patches that are shown as they come; then in batches
const BATCH_MS = 50;
const KEPT = 2; // answers of panes that were closed

const NOTHING = Object.freeze({
  files: [],
  lines: new Map(),
  added: 0,
  removed: 0,
  leftOut: 0,
  base: null,
  head: null,
  whole: false,
  cut: false,
  fault: "",
  at: 0,
});

export const START = Object.freeze({
  phase: "loading",
  answer: NOTHING,
  refreshing: false,
  fault: "",
});

class Refusal extends Error {}

const kept = new Map();

function keep(key, answer) {
  kept.delete(key);
  kept.set(key, answer);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
}

export class DiffReading {
  constructor({ base, fetch }) {
    this.base = base;
    this.fetch = fetch ?? globalThis.fetch.bind(globalThis);
    this.watchers = new Set();
    this.opened = new Set();
    this.state = START;
    this.last = Promise.resolve();
  }

  subscribe = (watcher) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  snapshot = () => this.state;

  /* Read the diff again; what is shown stays until the new one is whole. `last` is over when the last
     reading is. */
  refresh() {
    return (this.last = this.readAgain());
  }

  async readAgain() {
    this.stopping?.abort();
    const stopping = (this.stopping = new AbortController());
    const first = this.state.phase !== "shown";
    this.set(first ? START : { ...this.state, refreshing: true, fault: "" });
    try {
      const answer = await this.read(stopping.signal, first);
      if (answer.whole) keep(`${this.url}?${this.query}`, answer);
      this.set({ phase: "shown", answer, refreshing: false, fault: "" });
      this.reopen(answer);
    } catch (error) {
      if (stopping.signal.aborted) return;
      const fault = inWords(error);
      const kept = this.state.phase === "shown";
      this.set(
        kept
          ? { ...this.state, refreshing: false, fault }
          : { ...START, phase: "failed", fault },
      );
    }
  }

  stop() {
    this.stopping?.abort();
  }

  /* Fetch the patch of a file that stays closed by itself. It is shown before what hiding whitespace
     needs: until then it is `partial`. */
  async open(index) {
    const { answer } = this.state;
    const file = answer.files[index];
    if (!file || answer.lines.get(index)?.t === "opening") return;
    this.opened.add(file.path);
    this.put(answer, index, { t: "opening" });
    try {
      const asked = new URLSearchParams({ path: file.path });
      if (file.old_path) asked.set("old_path", file.old_path);
      const response = await this.answerOf(`${this.url}/file?${this.query}&${asked}`);
      let patch = null;
      for await (const lines of linesOf(response)) {
        patch = lines.reduce(withPart, patch);
        if (patch?.partial) this.put(answer, index, { ...patch, index });
      }
      if (!patch || patch.partial) throw new Error("The answer was cut short.");
      this.put(answer, index, { ...patch, index });
    } catch (error) {
      this.opened.delete(file.path);
      this.put(answer, index, { t: "fault", index, detail: inWords(error) });
    }
  }

  /* Start anew for another project, or other commits: `query` is that of the routes. */
  aim(projectId, query) {
    this.stop();
    this.query = query;
    this.url = `${this.base}/${projectId}/diff`;
    this.opened.clear();
    const answer = kept.get(`${this.url}?${query}`);
    this.set(answer ? { ...START, phase: "shown", answer } : START);
    return this.refresh();
  }

  async read(signal, first) {
    const response = await this.answerOf(`${this.url}?${this.query}`, signal);
    let answer = { ...NOTHING, lines: new Map() };
    let shown = 0;
    for await (const lines of linesOf(response)) {
      answer = lines.reduce(withLine, { ...answer });
      const early = answer.lines.size < FEW || performance.now() - shown > BATCH_MS;
      if (!first || !answer.at || !early) continue;
      this.set({ ...START, phase: "shown", answer });
      shown = performance.now();
    }
    if (!answer.at) throw new Error("The answer ended before it began.");
    if (!answer.whole && !first) throw new Error(answer.fault || "The answer was cut short.");
    return { ...answer, cut: !answer.whole };
  }

  async answerOf(url, signal) {
    const response = await this.fetch(url, {
      signal,
      credentials: "include",
      headers: { accept: "*/*" },
    });
    if (response.ok) return response;
    const problem = await response.json().catch(() => null);
    throw new Refusal(problem?.detail ?? `The server answered ${response.status}.`);
  }

  reopen(answer) {
    for (const file of answer.files) {
      if (file.closed && this.opened.has(file.path)) this.open(file.index);
    }
  }

  put(answer, index, line) {
    if (this.state.answer.lines !== answer.lines) return;
    answer.lines.set(index, line);
    this.set({ ...this.state, answer: { ...this.state.answer } });
  }

  set(state) {
    this.state = state;
    this.watchers.forEach((tell) => tell());
  }
}

/* The reading of these changes; read again when something changed the repository, and when the window
   comes back to an old one. */
export function useReading(projectId, query) {
  const reading = useMemo(
    () => new DiffReading({ base: new URL("/api/projects", getBackendURL(env.PING)).href }),
    [],
  );
  useEffect(() => {
    if (!projectId) return undefined;
    reading.aim(projectId, query);
    return () => reading.stop();
  }, [reading, projectId, query]);
  const refresh = useCallback(() => reading.refresh(), [reading]);
  useRepositoryNews(projectId, refresh, () => {
    const { answer, phase, refreshing } = reading.state;
    return phase === "shown" && !refreshing ? answer.at : 0;
  });
  return reading;
}

function withLine(answer, line) {
  switch (line.t) {
    case "files":
      answer.files = line.files;
      answer.added = line.added;
      answer.removed = line.removed;
      answer.leftOut = line.left_out;
      answer.base = line.base;
      answer.head = line.head ?? null;
      answer.at = Date.now();
      break;
    case "end":
      answer.whole = true;
      break;
    case "fault":
      if (line.index === null) {
        answer.fault = line.detail;
        break;
      }
    // fall through
    default:
      answer.lines.set(line.index, line);
  }
  return answer;
}

function withPart(patch, line) {
  if (line.t === "opened") return { ...line.patch, partial: true };
  if (line.t === "end") return { ...patch, partial: false };
  const { whitespace_free, whitespace_lines } = line;
  return { ...patch, whitespace_free, whitespace_lines };
}

/* The objects of an NDJSON body, those of one read at a time. One that was read to its end is left
   alone: to cancel it then would close its connection. */
async function* linesOf(response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let pieces = [];
  let over = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      over = done;
      if (over) return;
      const texts = decoder.decode(value, { stream: true }).split("\n");
      if (texts.length === 1) {
        pieces.push(texts[0]);
        continue;
      }
      texts[0] = pieces.join("") + texts[0];
      pieces = [texts.pop()];
      yield texts.map((text) => JSON.parse(text));
    }
  } finally {
    if (!over) reader.cancel().catch(() => {});
  }
}

function inWords(error) {
  if (error instanceof Refusal) return error.message;
  if (error instanceof TypeError) return "The server cannot be reached.";
  return error.message || "The diff could not be read.";
}
