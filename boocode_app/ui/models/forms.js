/* What is wrong with a model that is to be added, while one types; the server looks again. Pure.

   Each gives "" for what may be sent. */

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
const QUANT = /^[A-Za-z0-9_.-]+$/;

export function faultInName(name, taken) {
  if (!name) return "";
  if (!NAME.test(name)) return "Letters, digits, dot, dash and underscore, the first a letter or digit.";
  return taken.includes(name) ? `There is a model “${name}” already.` : "";
}

export function faultInReference(text) {
  const [repository, quant] = text.split(":", 2);
  const [org, name, ...file] = repository.split("/");
  if (!REPOSITORY.test(`${org}/${name ?? ""}`)) return "Wanted is org/repo:Q4_K_M or org/repo/file.gguf.";
  if (quant !== undefined) {
    const isWhole = file.length === 0 && QUANT.test(quant);
    return isWhole ? "" : "After org/repo: stands a quantisation, such as Q4_K_M.";
  }
  return file.length === 0 || file.at(-1).endsWith(".gguf") ? "" : "The file's name ends in .gguf.";
}

export const faultInPath = (text) =>
  /^(\/|~\/)/.test(text) ? "" : "An absolute path, beginning with / or ~/.";

export function faultInEndpoint(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return "A whole URL, such as http://127.0.0.1:8080/v1.";
  }
  if (!["http:", "https:"].includes(url.protocol)) return "The URL begins with http:// or https://.";
  if (url.username || url.password) return "No password stands in a URL: the key goes in a file.";
  return url.search || url.hash ? "The base URL alone, with nothing after a ? or #." : "";
}

