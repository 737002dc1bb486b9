/* What `boocode ion bench` measured, as plots: one bar a combination. Pure. */

import { bytes, percent, short } from "./words.js";

/* In words, what a row of the result ran with. */
export const nameOf = ({ k_cache: kind, spec, slots }) =>
  `${kind} · ${spec === "none" ? "plain" : spec} · ${slots === 1 ? "1 slot" : `${slots} slots`}`;

/* { id, title, about, values, spread, say, ratios }: a value for each row, and how it compares with
   llama-server's defaults. A figure that no row has is left out. */
export function figuresOf({ rows }) {
  const all = [
    { id: "per_s", title: "One conversation", about: "tok/s, more is better" },
    { id: "together_per_s", title: "Two at once", about: "tok/s, more is better" },
    { id: "first_ms", title: "Time to first token", about: "ms, less is better" },
  ].map((figure) => ({
    ...figure,
    say: short,
    values: rows.map((row) => row[figure.id].median),
    spread: rows.map((row) => [row[figure.id].low, row[figure.id].high]),
    ratios: rows.map((row) => row.to_defaults[figure.id]),
  }));
  const kv = {
    id: "kv_bytes",
    title: "KV cache",
    about: "less is better",
    say: bytes,
    values: rows.map((row) => row.kv_bytes),
    ratios: rows.map((row) => row.to_defaults.kv_bytes),
  };
  const drafts = {
    id: "acceptance",
    title: "Drafts accepted",
    about: "of those that speculation made",
    say: percent,
    values: rows.map((row) => row.acceptance),
    ratios: rows.map(() => null),
  };
  return [...all, kv, drafts].filter(({ values }) => values.some((value) => value !== null));
}

/* A ratio to the defaults: 1.35×. */
export const times = (ratio) =>
  ratio === null || ratio === undefined ? "" : `${ratio.toFixed(ratio < 9.995 ? 2 : 0)}×`;
