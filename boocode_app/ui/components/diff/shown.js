/* What is shown of an answer: all of it, or what is left where whitespace is hidden.

   Invariant: the same line of the answer gives the same object, so nothing that did not change is
   parsed or drawn again. */

const ALL = Object.freeze({ files: 0, lines: 0, meaning: [] });
const OPENING = Object.freeze({ t: "opening" }); // what is left of it is still to come
const twins = new WeakMap();

/* { rows: [{ file, line }], hidden: { files, lines, meaning } }, in the order of the answer. */
export function shownOf(answer, hideSpace) {
  const rows = [];
  const hidden = { files: 0, lines: 0, meaning: new Set() };
  for (const file of answer.files) {
    const line = answer.lines.get(file.index);
    if (hideSpace && line?.partial) {
      rows.push(rowOf(file, OPENING));
      continue;
    }
    const free = hideSpace && line?.t === "patch" ? (line.whitespace_free ?? null) : null;
    if (free === null) {
      rows.push(rowOf(file, line));
      continue;
    }
    hidden.lines += line.whitespace_lines;
    if (file.indentation) hidden.meaning.add(languageOf(file.path));
    if (free === "") hidden.files += 1;
    else rows.push(withoutSpace(file, line, free));
  }
  return { rows, hidden: hideSpace ? { ...hidden, meaning: [...hidden.meaning].sort() } : ALL };
}

const plain = new WeakMap();

function rowOf(file, line) {
  const before = plain.get(file);
  if (before && before.line === line) return before;
  const row = { file, line };
  plain.set(file, row);
  return row;
}

function withoutSpace(file, line, patch) {
  let row = twins.get(line);
  if (!row) {
    const { added, removed } = file;
    const pairs = line.whitespace_lines;
    const counts = added === null ? {} : { added: added - pairs, removed: removed - pairs };
    row = { file: { ...file, ...counts }, line: { ...line, patch } };
    twins.set(line, row);
  }
  return row;
}

const LANGUAGES = [
  [/\.py[ixw]?$/i, "Python"],
  [/\.ya?ml$/i, "YAML"],
  [/(^|\/)(gnu)?makefile$|\.(mk|mak)$/i, "Makefile"],
];

function languageOf(path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const known = LANGUAGES.find(([pattern]) => pattern.test(path));
  return known ? known[1] : name.includes(".") ? name.slice(name.lastIndexOf(".")) : name;
}
