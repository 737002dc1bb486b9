/* The marks by which a shell tells where prompts and commands are: OSC 133 (FinalTerm) and OSC 633
   (VS Code). Pure: a payload in, a mark out. */

const ESCAPED = /\\(?:x([0-9a-fA-F]{2})|\\)/g;

/* A begins a prompt, B ends it, E tells the command line, C begins the output, D ends it. Null where
   `payload` is no such mark, or does not carry `nonce` where there is one: then any program could
   have written it. */
export function readMark(payload, nonce = "") {
  const [kind, ...parts] = payload.split(";");
  if (!/^[A-E]$/.test(kind)) return null;
  if (nonce && parts.at(-1)?.replace(/^nonce=/, "") !== nonce) return null;
  if (kind === "E") return { kind, command: unescaped(parts[0] ?? "") };
  if (kind === "D") return { kind, exitCode: /^\d{1,9}$/.test(parts[0]) ? Number(parts[0]) : null };
  return { kind };
}

function unescaped(text) {
  return text.replace(ESCAPED, (_, hex) => (hex ? String.fromCharCode(parseInt(hex, 16)) : "\\"));
}
