/* Text in the patches that are held, drawn or not. */

const PASS_MS = 8;
const HEADER = /^@@ -(\d+)(?:,\d+)? \+(\d+)/;

/* { path, side, number, column } of each place in a patch; text of its header is none of it. */
export function* hitsIn(patch, text, caseSensitive) {
  const fold = (line) => (caseSensitive ? line : line.toLowerCase());
  const wanted = fold(text);
  if (!fold(patch).includes(wanted)) return;
  let old = 0;
  let fresh = 0;
  let inHunk = false;
  for (const line of patch.split("\n")) {
    if (line.startsWith("@@")) {
      [, old, fresh] = HEADER.exec(line).map(Number);
      inHunk = true;
      continue;
    }
    if (line.startsWith("diff --git ")) inHunk = false;
    const sign = line[0];
    if (!inHunk || sign === "\\") continue;
    const side = sign === "-" ? "deletions" : "additions";
    const number = sign === "-" ? old : fresh;
    const body = fold(line);
    for (let at = body.indexOf(wanted, 1); at > 0; at = body.indexOf(wanted, at + wanted.length)) {
      yield { side, number, column: at - 1 };
    }
    if (sign !== "+") old++;
    if (sign !== "-") fresh++;
  }
}

/* Every hit in the files of `rows`, up to `limit`; between two passes the page hears its keys. Gives
   null once `signal` says that nobody waits. */
export async function findIn(rows, text, { caseSensitive, limit, signal }) {
  const hits = [];
  let until = performance.now() + PASS_MS;
  for (const { file, line } of rows) {
    if (line?.t !== "patch") continue;
    for (const [part, patch] of partsOf(file, line).entries()) {
      for (const hit of hitsIn(patch, text, caseSensitive)) {
        hits.push({ file, part, ...hit });
        if (hits.length >= limit) return hits;
      }
    }
    if (performance.now() < until) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return null;
    until = performance.now() + PASS_MS;
  }
  return hits;
}

const partsOf = (file, line) =>
  file.status === "type_changed" ? line.patch.split(/\n(?=diff --git )/) : [line.patch];
