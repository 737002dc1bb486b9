/* The lines of a parsed patch, by side and number. Old numbers belong to "deletions", new ones to
   "additions", as the view says it. */

/* Every line of the hunks from top to bottom: { sign, old, fresh }. */
export function rowsOf(fileDiff) {
  const rows = [];
  for (const hunk of fileDiff.hunks) {
    let old = hunk.deletionStart;
    let fresh = hunk.additionStart;
    for (const content of hunk.hunkContent) {
      if (content.type === "context") {
        for (let n = 0; n < content.lines; n++) rows.push({ sign: " ", old: old++, fresh: fresh++ });
        continue;
      }
      for (let n = 0; n < content.deletions; n++) rows.push({ sign: "-", old: old++ });
      for (let n = 0; n < content.additions; n++) rows.push({ sign: "+", fresh: fresh++ });
    }
  }
  return rows;
}

/* The changed lines in a selection: { removed, added } as ranges of numbers, and the lines it spans
   on the side that is to be quoted: { first, last, side }. `oneSided`: the selection holds to the
   side of its ends, as it does between two columns. */
export function selectedLines(fileDiff, range, oneSided) {
  const rows = rowsOf(fileDiff);
  const start = { side: range.side ?? "additions", number: range.start };
  const end = { side: range.endSide ?? start.side, number: range.end };
  const [from, to] = [placeOf(rows, start), placeOf(rows, end)].sort((a, b) => a - b);
  const within = from < 0 ? [] : rows.slice(from, to + 1);
  const kept = oneSided && start.side === end.side ? start.side : null;
  const numbers = (sign, key, side) =>
    kept && kept !== side ? [] : within.filter((row) => row.sign === sign).map((row) => row[key]);
  return {
    removed: rangesOf(numbers("-", "old", "deletions")),
    added: rangesOf(numbers("+", "fresh", "additions")),
    ...spanOf(start, end, within),
  };
}

/* How many lines are in the ranges of both sides. */
export const linesIn = ({ removed, added }) =>
  [...removed, ...added].reduce((total, [first, last]) => total + last - first + 1, 0);

/* What a hunk spans on both sides, and the line its actions stand at. */
export function hunkLines(hunk) {
  const added = rangeOf(hunk.additionStart, hunk.additionCount);
  const removed = rangeOf(hunk.deletionStart, hunk.deletionCount);
  const [first, last] = added[0] ?? removed[0] ?? [0, 0];
  return { removed, added, first, last, side: added.length ? "additions" : "deletions" };
}

/* The line of a hunk where something changes first. */
export function firstChange(hunk) {
  let old = hunk.deletionStart;
  let fresh = hunk.additionStart;
  for (const content of hunk.hunkContent) {
    if (content.type === "change") {
      return content.deletions
        ? { side: "deletions", number: old }
        : { side: "additions", number: fresh };
    }
    old += content.lines;
    fresh += content.lines;
  }
  return { side: "additions", number: fresh };
}

/* The hunk that holds a line, or -1. */
export function hunkAt(fileDiff, side, number) {
  const [start, count] =
    side === "deletions" ? ["deletionStart", "deletionCount"] : ["additionStart", "additionCount"];
  return fileDiff.hunks.findIndex(
    (hunk) => number >= hunk[start] && number < hunk[start] + hunk[count],
  );
}

/* The line `step` rows below another one: { side, number }; the same one at either end. */
export function stepFrom(fileDiff, at, step) {
  const rows = rowsOf(fileDiff);
  const index = Math.min(Math.max(placeOf(rows, at) + step, 0), rows.length - 1);
  const row = rows[index];
  return row.sign === "-"
    ? { side: "deletions", number: row.old }
    : { side: "additions", number: row.fresh };
}

/* Consecutive numbers as [first, last]. */
export function rangesOf(numbers) {
  const ranges = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

const rangeOf = (start, count) => (count ? [[start, start + count - 1]] : []);

/* The index of a line; of the next one below it where it stands between two hunks. */
function placeOf(rows, { side, number }) {
  const key = side === "deletions" ? "old" : "fresh";
  const at = rows.findIndex((row) => row[key] >= number);
  return at < 0 ? rows.length - 1 : at;
}

/* New numbers where there are any: they are those of the file as it stands. */
function spanOf(start, end, within) {
  if (start.side === end.side && start.side === "additions") {
    const [first, last] = [start.number, end.number].sort((a, b) => a - b);
    return { first, last, side: "additions" };
  }
  const fresh = within.filter((row) => row.fresh).map((row) => row.fresh);
  if (fresh.length) return { first: fresh[0], last: fresh.at(-1), side: "additions" };
  const old = within.map((row) => row.old);
  return { first: old[0], last: old.at(-1), side: "deletions" };
}
