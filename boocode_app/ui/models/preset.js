/* The text in which a person writes arguments, and the list that llama-server gets. Pure. */

const PART = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g;

/* The arguments in `text`, as a shell would split them; nothing else of a shell is meant. */
export const argumentsIn = (text) =>
  [...text.matchAll(PART)].map(([, double, single, plain]) => double?.replace(/\\(.)/g, "$1") ?? single ?? plain);

/* `list` as text: a flag with its value on each line. */
export const textOf = (list) => flagsOf(list).map((flag) => flag.map(quoted).join(" ")).join("\n");

/* [[flag, value?], ...]: each flag with what follows it. */
export function flagsOf(list) {
  const flags = [];
  for (const part of list) {
    if (isFlag(part) || !flags.length) flags.push([part]);
    else flags.at(-1).push(part);
  }
  return flags;
}

/* A minus before a digit is a number. */
const isFlag = (part) => /^-{1,2}[^\d\s-]/.test(part);

const quoted = (part) => (/^[^\s"'\\]+$/.test(part) ? part : `"${part.replace(/["\\]/g, "\\$&")}"`);

/* `text` with `wrong` replaced by `right`, where it stands as a word of its own. */
export function replaced(text, wrong, right) {
  const at = text.split(/(\s+)/);
  return at.map((word) => (word === wrong ? right : word)).join("");
}
