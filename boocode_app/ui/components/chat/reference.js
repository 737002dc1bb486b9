/* Places in files as people and models write them: `src/a.py`, `src/a.py:70`, `src/a.py:70-78`;
   in links also `src/a.py#L70-L78`. */

const PLACE = /^(?<path>[^\s:*?"<>|`][^:*?"<>|`\n]*?)(?:(?::|#L)(?<first>\d{1,7})(?:-L?(?<last>\d{1,7}))?)?$/;
const IN_TEXT =
  /(?<![\w./:@\\-])(?:\.{1,2}\/)?[\w@.+-]+(?:\/[\w@.+-]+)*\.[A-Za-z]\w{0,9}:\d{1,7}(?:-\d{1,7})?(?![\w/:.-]*[\w/])/g;
const HOST = /\.(com|org|net|io|dev|app|local|localhost)$/i;

/** `path`, `path:first` or `path:first-last`. */
export function reference(path, first, last = first) {
  if (!first) return path;
  return last > first ? `${path}:${first}-${last}` : `${path}:${first}`;
}

/** As it stands in a message: in backticks where it would not hold together. */
export function quoted(place) {
  if (!/[\s`]/.test(place)) return place;
  const fence = place.includes("`") ? "``" : "`";
  const room = /^`|`$/.test(place) ? " " : "";
  return fence + room + place + room + fence;
}

/** `text` with `place` instead of what lies between `start` and `end`, and where the caret goes. */
export function inserted(text, start, end, place) {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const lead = !before || /[\s([{"']$/.test(before) ? "" : " ";
  const tail = /^[\s)\]},.;:!?"']/.test(after) ? "" : " ";
  const head = before + lead + place;
  const step = tail || /^\s/.test(after) ? 1 : 0;
  return { text: head + tail + after, caret: head.length + step };
}

/** The place that inline code names, { path, first, last }; null where it is no file's. */
export function placeOf(code) {
  const found = PLACE.exec(code.trim())?.groups;
  if (!found || !looksLikeFile(found.path, found.first)) return null;
  const first = Number(found.first) || 0;
  return { path: found.path.replace(/^\.\//, ""), first, last: Math.max(first, Number(found.last) || first) };
}

/** Running text as pieces: strings, and places with the `text` that names them. Here a place needs
 * its line: a bare name may be anything. */
export function placesIn(text) {
  const pieces = [];
  let at = 0;
  for (const { 0: words, index } of text.matchAll(IN_TEXT)) {
    const place = placeOf(words);
    if (!place) continue;
    if (index > at) pieces.push(text.slice(at, index));
    pieces.push({ ...place, text: words });
    at = index + words.length;
  }
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
}

/* Within the project, with an extension; without a folder and a line it could be a method's name. */
function looksLikeFile(path, line) {
  const parts = path.split("/");
  if (/^[/~\\]|^[A-Za-z]:|\/\//.test(path) || parts.includes("..") || path.endsWith("/")) return false;
  const name = parts.at(-1);
  if (!/^[^\s.].*\.[A-Za-z]\w{0,9}$|^\.\w[\w.-]*$/.test(name)) return false;
  if (parts.length > 1) return !HOST.test(parts[0]) || parts[0].startsWith(".");
  return Boolean(line) && !HOST.test(name);
}
