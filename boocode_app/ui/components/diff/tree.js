/* The changed files as a tree, or as a list. Chains of folders with nothing else in them are one. */

/* { kind: "folder", key, name, depth, open, files, added, removed } and { kind: "file", key, depth,
   file }, from top to bottom; what is in a closed folder is not there. */
export function treeRows(files, closed) {
  const root = folderOf("");
  for (const file of files) {
    let folder = root;
    let at = 0;
    for (let slash = file.path.indexOf("/"); slash > 0; slash = file.path.indexOf("/", at)) {
      if (slash === file.path.length - 1) break; // a repository of its own
      const name = file.path.slice(at, slash);
      folder = childOf(folder, name, file.path.slice(0, slash));
      at = slash + 1;
    }
    folder.entries.push({ file });
  }
  const rows = [];
  write(root, 0, closed, rows);
  return rows;
}

export function listRows(files) {
  return files.map((file) => ({ kind: "file", key: file.path, depth: 0, file }));
}

/* The files whose path holds every word. */
export function filtered(files, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return files;
  return files.filter((file) => {
    const path = file.path.toLowerCase();
    return wanted.every((word) => path.includes(word));
  });
}

const folderOf = (path, name = "") => ({ path, name, entries: [], folders: new Map() });

function childOf(folder, name, path) {
  let child = folder.folders.get(name);
  if (!child) {
    child = folderOf(path, name);
    folder.folders.set(name, child);
    folder.entries.push({ folder: child });
  }
  return child;
}

function write(folder, depth, closed, rows) {
  for (const { file, folder: inner } of folder.entries) {
    if (file) {
      rows.push({ kind: "file", key: file.path, depth, file });
      continue;
    }
    const [last, name] = chained(inner);
    const open = !closed.has(last.path);
    rows.push({ kind: "folder", key: `${last.path}/`, name, depth, open, ...totalsOf(last) });
    if (open) write(last, depth + 1, closed, rows);
  }
}

/* The last folder of a chain, and the names of all of it. */
function chained(folder) {
  let last = folder;
  let name = folder.name;
  while (last.entries.length === 1 && last.entries[0].folder) {
    last = last.entries[0].folder;
    name += `/${last.name}`;
  }
  return [last, name];
}

function totalsOf(folder) {
  const totals = { files: 0, added: 0, removed: 0 };
  for (const { file, folder: inner } of folder.entries) {
    const { files, added, removed } = file
      ? { files: 1, added: file.added ?? 0, removed: file.removed ?? 0 }
      : totalsOf(inner);
    totals.files += files;
    totals.added += added;
    totals.removed += removed;
  }
  return totals;
}
