/* Chosen lines of a file: { first, last }, from 1, both of them in. */

/* What `line=` says: `70` or `70-78`; null where it says no lines. */
export function linesOf(words) {
  const found = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(words ?? "");
  if (!found) return null;
  const [one, other] = [Number(found[1]), Number(found[2] ?? found[1])];
  return one && other ? { first: Math.min(one, other), last: Math.max(one, other) } : null;
}

export function wordsOf(lines) {
  if (!lines) return null;
  return lines.last > lines.first ? `${lines.first}-${lines.last}` : String(lines.first);
}

/* A range as the view has it, whose start may lie below its end. */
export function rangeOf(lines) {
  return lines && { start: lines.first, end: lines.last };
}

export function linesIn(range) {
  if (!range) return null;
  return { first: Math.min(range.start, range.end), last: Math.max(range.start, range.end) };
}

/* The lines after a step of `by`; `extend`: the line at `anchor` stays in. */
export function stepped(lines, anchor, by, extend, count) {
  const moving = lines.first === anchor ? lines.last : lines.first;
  const next = Math.min(Math.max(moving + by, 1), count);
  if (!extend) return { first: next, last: next };
  return { first: Math.min(anchor, next), last: Math.max(anchor, next) };
}

/* How many lines a text has: what stands after the last line end is one too. */
export function countLines(text) {
  let count = 0;
  for (let at = -1; (at = text.indexOf("\n", at + 1)) >= 0; ) count++;
  return count + (text && !text.endsWith("\n") ? 1 : 0);
}
