/* A changed file in words: names, counts, and what happened to it beside its lines. */

export const STATUS = {
  added: ["A", "Added", "add"],
  untracked: ["U", "Untracked", "add"],
  deleted: ["D", "Deleted", "del"],
  modified: ["M", "Modified", "mod"],
  renamed: ["R", "Renamed", "move"],
  copied: ["C", "Copied", "move"],
  type_changed: ["T", "Type changed", "mod"],
  unmerged: ["!", "In conflict", "conflict"],
};

const CLOSED = {
  too_large: "Large change",
  generated: "Generated file",
  binary: "Binary file",
  repository: "A repository of its own",
};

const SYMLINK = "120000";
const SUBMODULE = "160000";
const EXECUTABLE = "100755";

/* Why a file's lines are not there; empty where they are. */
export function reasonOf(file, line) {
  if (line?.t === "patch") {
    if (line.patch.includes("\n@@ ")) return "";
    return file.binary ? CLOSED.binary : notesOf(file, line).length ? "" : "Empty file";
  }
  if (line?.t === "fault") return line.detail;
  if (line?.t === "closed") return CLOSED[line.closed];
  if (file.closed) return CLOSED[file.closed];
  return file.status === "unmerged" ? "In conflict: resolve it first" : "It changed meanwhile";
}

export function canOpen(file, line) {
  if (line?.t === "patch" || line?.t === "opening") return false;
  const closed = line?.t === "closed" ? line.closed : file.closed;
  return closed === "too_large" || closed === "generated";
}

/* What happened to a file beside its lines. */
export function notesOf(file, line) {
  return [
    movedFrom(file),
    kindOf(file),
    modeOf(file),
    line?.lossy && "Not UTF-8: some bytes are shown as \ufffd",
    line?.t === "patch" && endingsOf(line.patch),
  ].filter(Boolean);
}

export const isImage = (file) =>
  /\.(png|jpe?g|gif|webp|avif|bmp|ico)$/i.test(file.path) && file.status !== "unmerged";

/* A file's name on one side. */
export const nameOn = (file, side) => (side === "old" && file.old_path) || file.path;

export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

export function counted(number, one, many = `${one}s`) {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

export function spoken(file) {
  const counts = file.added === null ? "" : `, ${file.added} added, ${file.removed} removed`;
  return `${visible(file.path)}, ${STATUS[file.status][1]}${counts}`;
}

export function titleOf(file) {
  const path = visible(file.path);
  return file.old_path ? `${visible(file.old_path)} → ${path}` : path;
}

/* [folder, name] */
export function splitPath(path) {
  const at = path.replace(/\/$/, "").lastIndexOf("/");
  return [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
}

/* Control characters, and spaces at an end, as signs that can be seen. */
export function visible(name) {
  return name
    .replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, "\u2421")
    .replace(/^ | $/g, "\u2423");
}

function movedFrom({ old_path: old, status, similarity }) {
  if (!old) return "";
  const verb = status === "copied" ? "Copied" : "Renamed";
  const alike = similarity === null || similarity === undefined ? "" : ` (${similarity} % alike)`;
  return `${verb} from ${visible(old)}${alike}`;
}

function kindOf({ old_mode: old, new_mode: fresh, status }) {
  if (status === "type_changed") return `${thing(old)} became a ${thing(fresh).toLowerCase()}`;
  if ([old, fresh].includes(SUBMODULE)) return "Submodule: it points to another commit";
  return [old, fresh].includes(SYMLINK) ? "Symbolic link: its text is where it leads" : "";
}

const thing = (mode) => ({ [SYMLINK]: "Symbolic link", [SUBMODULE]: "Submodule" })[mode] ?? "File";

function modeOf({ old_mode: old, new_mode: fresh, status }) {
  if (!old || !fresh || old === fresh || status === "type_changed") return "";
  if (!Number(old) || !Number(fresh)) return ""; // it came or went
  if (fresh === EXECUTABLE) return "Made executable";
  return old === EXECUTABLE ? "No longer executable" : `Mode ${old} → ${fresh}`;
}

/* Line endings that changed on lines that changed. */
function endingsOf(patch) {
  if (!patch.includes("\r")) return "";
  const removed = /^-.*\r$/m.test(patch);
  const added = /^\+.*\r$/m.test(patch);
  if (removed === added) return "";
  const both = /^-(?!--)/m.test(patch) && /^\+(?!\+\+)/m.test(patch);
  return both ? (added ? "Line ends became CRLF" : "Line ends became LF") : "";
}
