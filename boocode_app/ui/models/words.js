/* What is said of a model: its state, its sizes, what it needs, what it is doing. Pure. */

export const DASH = "–";
const THIN = "\u2009";

const STATES = {
  stopped: { dot: "idle", word: "not loaded" },
  starting: { dot: "working", word: "loading" },
  ready: { dot: "done", word: "ready" },
  sleeping: { dot: "idle", word: "sleeping" },
  stopping: { dot: "working", word: "unloading" },
  failed: { dot: "failed", word: "failed" },
};
const DOWNLOADS = {
  waiting: { dot: "working", word: "waiting to download" },
  running: { dot: "working", word: "downloading" },
  paused: { dot: "idle", word: "download paused" },
  checking: { dot: "working", word: "checking" },
  failed: { dot: "failed", word: "download failed" },
};
const REACHED = { ...STATES.ready, word: "reachable" };
const UNREACHED = { ...STATES.stopped, word: "not reached" };

/* The dot's state (assets/parts.css) and the word beside it. */
export function stateOf({ state, kind, download }) {
  if (download) return DOWNLOADS[download.state];
  if (kind === "endpoint" && state === "ready") return REACHED;
  if (kind === "endpoint" && state === "stopped") return UNREACHED;
  return STATES[state];
}

export const runs = ({ state }) => ["starting", "ready", "sleeping"].includes(state);

/* A size for people: 12.3 MB. */
export function bytes(size) {
  if (size === null || size === undefined) return DASH;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = size;
  while (value >= 999.95 && units.length > 1) {
    value /= 1000;
    units.shift();
  }
  const digits = units[0] === "B" || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[0]}`;
}

/* A whole number, in groups of three. */
export const whole = (number) =>
  number === null || number === undefined
    ? DASH
    : String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, THIN);

/* A number of few digits: 0.42, 8.1, 34, 1.2k. */
export function short(number) {
  if (number === null || number === undefined) return DASH;
  if (number >= 9999.5) return `${(number / 1000).toFixed(1)}k`;
  if (number >= 99.95 || Number.isInteger(number)) return whole(number);
  return number.toFixed(number >= 0.995 ? 1 : 2);
}

export const percent = (share) =>
  share === null || share === undefined ? DASH : `${Math.round(share * 100)} %`;

/* A while for people, from seconds. */
export function during(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return DASH;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/* When an idle model is unloaded. */
export const idleRule = (ttl) =>
  ttl === null || ttl === undefined ? "stays loaded" : `unloads after ${during(ttl)} idle`;

/* How many it answers and how many wait for it; empty where there is nobody. */
export function activity({ in_flight: busy, waiting }) {
  return [busy && `${busy} answering`, waiting && `${waiting} waiting`].filter(Boolean).join(", ");
}

/* What it takes of what models may use here. */
export function need(memory) {
  if (!memory || memory.total === null) return "Memory need not known yet";
  const [wanted, budget] = [bytes(memory.total), bytes(memory.budget)];
  return memory.fits === false ? `${wanted}, more than ${budget}` : `${wanted} of ${budget}`;
}

/* What a need is made of, as parts that add up to it. */
export function partsOf(memory) {
  if (!memory || memory.total === null) return [];
  const weights = memory.weights ?? 0;
  const kv = memory.kv ?? 0;
  return [
    { name: "weights", bytes: weights },
    { name: "KV cache", bytes: kv },
    { name: "to compute in", bytes: Math.max(0, memory.total - weights - kv) },
  ].filter((part) => part.bytes > 0);
}

/* Where it comes from: a path, a Hugging Face reference or a URL. */
export const originOf = ({ source, path }) => source || path;

/* What ending its server does to those it answers and to those who wait. */
export function losses({ in_flight: busy, waiting }) {
  const cut = busy === 1 ? "The answer in flight is cut off." : `The ${busy} answers in flight are cut off.`;
  const told = waiting === 1 ? "The one that waits is told." : `The ${waiting} that wait are told.`;
  return [busy && cut, waiting && told].filter(Boolean).join(" ") || "Nothing is in flight, so nothing is cut.";
}

/* How far a download is: the share that is here, and a line about it. */
export function progressOf({ state, received, size, bytes_per_s: speed, detail }) {
  const share = size ? Math.min(1, received / size) : null;
  const left = state === "running" && speed && size ? during((size - received) / speed) : "";
  const facts = [
    `${bytes(received)}${size ? ` of ${bytes(size)}` : ""}`,
    state === "running" && speed && `${bytes(speed)}/s`,
    left && `${left} left`,
    detail,
  ];
  return { share, line: facts.filter(Boolean).join(" · ") };
}

/* Whether there is only the demo model, which talks nonsense. */
export const isFirstRun = (models) => models.every(({ name }) => name === "demo");

/* Whether every word of `query` stands in the name or origin. */
export function matches(model, query) {
  const text = `${model.name} ${originOf(model)} ${stateOf(model).word}`.toLowerCase();
  return query.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
