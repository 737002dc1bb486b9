/* The last lines of a model's log. Pure. */

export const MOST = 2000;

/* `log` with more lines: { lines: [{ number, text }], total }, MOST at most. */
export function withLines(log, texts) {
  const fresh = texts.map((text, at) => ({ number: log.total + at + 1, text }));
  return { lines: [...log.lines, ...fresh].slice(-MOST), total: log.total + texts.length };
}

export const NO_LINES = { lines: [], total: 0 };

/* The lines that hold `query`, whatever its case. */
export function found(lines, query) {
  const wanted = query.trim().toLowerCase();
  return wanted ? lines.filter(({ text }) => text.toLowerCase().includes(wanted)) : lines;
}

/* `text` cut at each place where `query` stands: [plain, hit, plain, hit, ..., plain]. */
export function cutAt(text, query) {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return [text];
  const low = text.toLowerCase();
  const parts = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}

/* How grave a line is, by llama-server's own marks. */
export function toneOf(text) {
  if (/\b(error|failed|fatal|abort)/i.test(text)) return "bad";
  return /\bwarn/i.test(text) ? "warn" : "";
}
