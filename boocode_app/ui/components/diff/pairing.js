/* Which lines of a change stand side by side where one side is longer: the shorter one is moved along
   it, as a whole, to where the lines are most alike.

   Invariant: the pairs are the library's, with its bounds. */

const MOST_COMPARISONS = 4096; // where it would take more, lines are paired by their place
const LEAST_GAIN = 0.5; // a pair, on average, for a move to be worth it

/* The parts of `block`, of which each has one side or two that are equally long; itself if it stays. */
export function paired(block, { deletionLines, additionLines }) {
  const { deletions, additions, deletionLineIndex, additionLineIndex } = block;
  const pairs = Math.min(deletions, additions);
  const surplus = Math.abs(deletions - additions);
  if (!pairs || !surplus || pairs * (surplus + 1) > MOST_COMPARISONS) return [block];
  const old = bareLines(deletionLines, deletionLineIndex, deletions);
  const fresh = bareLines(additionLines, additionLineIndex, additions);
  const move = deletions < additions ? bestMove(old, fresh) : bestMove(fresh, old);
  return move ? parted(block, [move, 0], [0, pairs], [surplus - move, 0]) : [block];
}

/* Each part has lines of the longer side alone, or pairs. */
function parted({ deletions, additions, deletionLineIndex, additionLineIndex }, ...parts) {
  const blocks = [];
  for (const [alone, pairs] of parts) {
    const removed = pairs + (deletions > additions ? alone : 0);
    const added = pairs + (deletions < additions ? alone : 0);
    const block = { type: "change", deletions: removed, additions: added };
    if (removed + added) blocks.push({ ...block, deletionLineIndex, additionLineIndex });
    deletionLineIndex += removed;
    additionLineIndex += added;
  }
  return blocks;
}

function bestMove(short, long) {
  let best = 0;
  let most = likeness(short, long, 0) + short.length * LEAST_GAIN;
  for (let move = 1; move <= long.length - short.length; move++) {
    const found = likeness(short, long, move);
    if (found > most) [best, most] = [move, found];
  }
  return best;
}

const likeness = (short, long, move) =>
  short.reduce((sum, line, n) => sum + likenessOf(line, long[n + move]), 0);

/* From 0 to 1: how much of the longer line both have at their ends. */
function likenessOf(one, other) {
  if (one === other) return 1;
  const least = Math.min(one.length, other.length);
  let head = 0;
  while (head < least && one[head] === other[head]) head++;
  let tail = 0;
  while (tail < least - head && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
  return (head + tail) / Math.max(one.length, other.length);
}

const bareLines = (lines, index, count) =>
  lines.slice(index, index + count).map((line) => line.replace(/\s+/g, ""));
