/* Sizes for people. */

const THIN = "\u2009";

export function sizeInWords(bytes) {
  if (bytes === null || bytes === undefined) return "–";
  if (bytes < 1000) return `${bytes}${THIN}B`;
  const [unit, name] = bytes < 999_950 ? [1e3, "kB"] : bytes < 999_950_000 ? [1e6, "MB"] : [1e9, "GB"];
  return `${(bytes / unit).toFixed(1).replace(/\.0$/, "")}${THIN}${name}`;
}
