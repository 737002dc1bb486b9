/* What a ready model measured of itself over the last ten minutes. Pure.

   A sample is what the sidecar tells (LlamaLive); totals grow, so a share of a moment is a difference
   of two of them. */

export const SPAN_MS = 10 * 60_000;
const MOST = 600;

/* `samples` with one more: those of the last SPAN_MS, MOST at most, in order. A server that
   was started anew counts from nothing. */
export function added(samples, live) {
  const sample = { ...live, time: Date.parse(live.at) };
  const last = samples.at(-1);
  if (last && sample.time <= last.time) return samples;
  const kept = last && sample.prompt_tokens < last.prompt_tokens ? [] : samples;
  return [...kept, sample].filter(({ time }) => time > sample.time - SPAN_MS).slice(-MOST);
}

/* The six small plots: { id, title, unit, about, points: [[ms, value or null]], value, max? }. */
export function plotsOf(samples, context) {
  const of = (figure) => samples.map((sample) => [sample.time, figure(sample) ?? null]);
  const shares = (part, all) =>
    samples.slice(1).map((sample, at) => {
      const before = samples[at];
      return [sample.time, share(part(sample) - part(before), all(sample) - all(before))];
    });
  const overall = (part, all) => {
    if (samples.length < 2) return null;
    const [first, last] = [samples[0], samples.at(-1)];
    return share(part(last) - part(first), all(last) - all(first));
  };
  const now = samples.at(-1);
  const slots = now?.slots;
  const cached = ({ cached_tokens: n }) => n;
  const asked = ({ cached_tokens: n, prompt_tokens: read }) => (n === null ? null : n + read);
  const accepted = ({ draft_accepted: n }) => n;
  const drafted = ({ draft_tokens: n }) => n;
  return [
    { id: "output", title: "Generation", unit: "tok/s", points: of((s) => s.output_per_s), value: now?.output_per_s },
    { id: "prompt", title: "Prompt", unit: "tok/s", points: of((s) => s.prompt_per_s), value: now?.prompt_per_s },
    { id: "slots", title: "Slots busy", unit: `of ${slots ?? "–"}`, points: of((s) => s.slots_busy), value: now?.slots_busy, max: slots, steps: true },
    { id: "kv", title: "KV cache used", unit: "tokens", points: of((s) => s.kv_used_tokens), value: now?.kv_used_tokens, max: context },
    { id: "cached", title: "Prompt from cache", share: true, points: shares(cached, asked), value: overall(cached, asked), max: 1 },
    { id: "draft", title: "Drafts accepted", share: true, points: shares(accepted, drafted), value: overall(accepted, drafted), max: 1 },
  ];
}

/* The highest value of a plot, null where it has none. */
export function peakOf(points) {
  const values = points.map(([, value]) => value).filter((value) => value !== null);
  return values.length ? Math.max(...values) : null;
}

/* Nothing out of nothing is not known; a difference of what is not known is neither. */
const share = (part, all) => (all > 0 && Number.isFinite(part) ? part / all : null);
