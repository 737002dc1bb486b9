/* Text in the lines of a file, drawn or not. */

/* { line, column } of each place, up to `limit`. */
export function placesOf(text, wanted, { caseSensitive = false, limit = Infinity } = {}) {
  if (!wanted) return [];
  const [where, what] = caseSensitive ? [text, wanted] : [text.toLowerCase(), wanted.toLowerCase()];
  const places = [];
  let line = 1;
  let start = 0;
  for (let at = where.indexOf(what); at >= 0 && places.length < limit; at = where.indexOf(what, at + what.length)) {
    for (let end = where.indexOf("\n", start); end >= 0 && end < at; end = where.indexOf("\n", start)) {
      start = end + 1;
      line++;
    }
    places.push({ line, column: at - start });
  }
  return places;
}
