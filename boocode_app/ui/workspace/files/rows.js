/* The open folders as the rows of a tree, and the moves among them. */

/* From top to bottom: entries { key, entry, level, parent, position, size, isFolder, isOpen }, and
   where a folder's entries should be but are not, a note { key, note, level, parent, fault }. */
export function rowsOf(folders, open) {
  const rows = [];
  addFolder(rows, folders, open, "", 1);
  return rows;
}

function addFolder(rows, folders, open, parent, level) {
  const folder = folders.get(parent);
  const note = noteOf(folder);
  if (note) rows.push({ key: `${parent}/\n`, level, parent, ...note });
  const items = folder?.items ?? [];
  items.forEach((entry, at) => {
    const isFolder = leadsToFolder(entry);
    const isOpen = isFolder && open.has(entry.path);
    const row = { entry, level, parent, position: at + 1, size: items.length, isFolder, isOpen };
    rows.push({ key: `${entry.path}\n${at}`, ...row });
    if (isOpen) addFolder(rows, folders, open, entry.path, level + 1);
  });
  const left = folder?.items ? folder.total - items.length : 0;
  if (left > 0) rows.push({ key: `${parent}/\n+`, level, parent, note: `${left} more are not listed` });
}

function noteOf(folder) {
  if (folder?.fault) return { note: folder.fault, fault: true };
  if (!folder?.items) return { note: "Reading…" };
  return folder.items.length ? null : { note: "Empty folder" };
}

export const leadsToFolder = (entry) =>
  entry.kind === "folder" || entry.kind === "submodule" || entry.leads_to === "folder";

export const leadsToFile = (entry) =>
  entry.kind === "file" || (entry.kind === "link" && entry.leads_to === "file");

/* Where a key leads from row `at`: { at } the row to go to, { toggle } the folder to open or close,
   or null where the key means nothing here. Notes are passed over. */
export function moveOf(key, rows, at, page) {
  const row = rows[at];
  const last = rows.length - 1;
  switch (key) {
    case "ArrowDown":
      return { at: entryFrom(rows, at + 1, 1) ?? at };
    case "ArrowUp":
      return { at: entryFrom(rows, at - 1, -1) ?? at };
    case "PageDown":
      return { at: entryFrom(rows, Math.min(at + page, last), -1) ?? at };
    case "PageUp":
      return { at: entryFrom(rows, Math.max(at - page, 0), 1) ?? at };
    case "Home":
      return { at: entryFrom(rows, 0, 1) ?? at };
    case "End":
      return { at: entryFrom(rows, last, -1) ?? at };
    case "ArrowRight":
      if (!row?.isFolder) return null;
      if (!row.isOpen) return { toggle: row.entry.path };
      return rows[at + 1]?.entry && rows[at + 1].level > row.level ? { at: at + 1 } : { at };
    case "ArrowLeft":
      if (row?.isOpen) return { toggle: row.entry.path };
      return row?.parent ? { at: rowOf(rows, row.parent) } : null;
    default:
      return null;
  }
}

/* The next row with an entry, from `index` on; null: there is none. */
function entryFrom(rows, index, step) {
  let found = index;
  while (rows[found] && !rows[found].entry) found += step;
  return rows[found] ? found : null;
}

/* The next row whose name begins with what was typed; -1: none does. */
export function rowTyped(rows, at, typed) {
  const wanted = typed.toLowerCase();
  const begin = typed.length > 1 ? at : at + 1;
  for (let step = 0; step < rows.length; step++) {
    const index = (begin + step) % rows.length;
    if (rows[index].entry?.name.toLowerCase().startsWith(wanted)) return index;
  }
  return -1;
}

export const rowOf = (rows, path) => rows.findIndex((row) => row.entry?.path === path);
