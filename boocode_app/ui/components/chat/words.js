/* Numbers, for people. */

const THIN_SPACE = "\u2009";

/* 1 234, 12.3k, 4.5M; a dash where nobody knows. */
export function compact(count) {
  if (count === null || count === undefined) return "–";
  if (count < 10_000) return String(count).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  const [size, unit] = count < 999_950 ? [1_000, "k"] : [1_000_000, "M"];
  return (count / size).toFixed(1).replace(/\.0$/, "") + unit;
}

/* Tokens written in a second, from llama-server's own clock. */
export function speed({ output_tokens: tokens, predicted_ms: ms }) {
  if (!tokens || !ms) return "–";
  const rate = (tokens * 1000) / ms;
  return rate < 100 ? rate.toFixed(1) : compact(Math.round(rate));
}
