/* What one changed file looks like, in the list and above its lines. */

const STATUS = {
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

export function Status({ file }) {
  const [letter, word, kind] = STATUS[file.status];
  return (
    <span className={`boo-diff-status ${kind}`} title={word} role="img" aria-label={word}>
      {letter}
    </span>
  );
}

export function Name({ file }) {
  const [folder, name] = split(file.path);
  return (
    <span className="boo-diff-name" title={titleOf(file)}>
      <bdi>{name}</bdi>
      {folder && <bdi className="folder">{folder}</bdi>}
    </span>
  );
}

export function Counts({ added, removed }) {
  if (added === null) return <span className="boo-diff-counts">–</span>;
  return (
    <span className="boo-diff-counts">
      {added > 0 && (
        <span className="add" aria-label={`${added} added`}>
          +{grouped(added)}
        </span>
      )}
      {removed > 0 && (
        <span className="del" aria-label={`${removed} removed`}>
          −{grouped(removed)}
        </span>
      )}
    </span>
  );
}

/* Why a file's lines are not there; empty where they are. */
export function reasonOf(file, line) {
  if (line?.t === "patch") return line.patch.includes("\n@@ ") ? "" : unchanged(file);
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

export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

export function spoken(file) {
  const counts = file.added === null ? "" : `, ${file.added} added, ${file.removed} removed`;
  return `${visible(file.path)}, ${STATUS[file.status][1]}${counts}`;
}

function unchanged(file) {
  const moved = file.old_path ? `From ${visible(file.old_path)}` : "";
  const mode =
    file.old_mode && file.new_mode && file.old_mode !== file.new_mode
      ? `Mode ${file.old_mode} → ${file.new_mode}`
      : "";
  return [moved, mode].filter(Boolean).join(", ") || "Empty file";
}

function titleOf(file) {
  const path = visible(file.path);
  return file.old_path ? `${visible(file.old_path)} → ${path}` : path;
}

function split(path) {
  const at = path.replace(/\/$/, "").lastIndexOf("/");
  return [visible(path.slice(0, Math.max(at, 0))), visible(path.slice(at + 1))];
}

/* Control characters, and spaces at an end, as signs that can be seen. */
function visible(name) {
  return name
    .replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, "\u2421")
    .replace(/^ | $/g, "\u2423");
}
