/* What one file or folder looks like in a list. */

import File from "lucide-react/dist/esm/icons/file.mjs";
import Folder from "lucide-react/dist/esm/icons/folder.mjs";
import FolderOpen from "lucide-react/dist/esm/icons/folder-open.mjs";
import FolderGit from "lucide-react/dist/esm/icons/folder-git-2.mjs";
import Link from "lucide-react/dist/esm/icons/link-2.mjs";
import Plug from "lucide-react/dist/esm/icons/plug.mjs";
import { STATUS, visible } from "$/public/external/boocode_app/ui/components/diff/diff/words.js";

const ICONS = { folder: Folder, file: File, link: Link, submodule: FolderGit, special: Plug };

export function KindIcon({ entry, isOpen }) {
  const Icon = isOpen && entry.kind === "folder" ? FolderOpen : ICONS[entry.kind];
  return <Icon size={16} aria-hidden="true" />;
}

/* What git says of it. A folder has only a dot: what changed stands within. */
export function Mark({ status, inFolder }) {
  if (!status) return null;
  const [letter, word, kind] = STATUS[status];
  return (
    <span className={`mark ${kind}`} title={inFolder && kind !== "add" ? "Has changes" : word}>
      {inFolder ? "•" : letter}
    </span>
  );
}

/* A row for who hears it. */
export function spokenEntry(entry, isFolder) {
  const words = [visible(entry.name)];
  if (entry.kind === "link") words.push(entry.leads_to ? `link to ${visible(entry.target)}` : "link that leads to no file here");
  if (entry.kind === "submodule") words.push("repository of its own");
  if (entry.kind === "special") words.push("no file");
  if (entry.status) words.push(isFolder && entry.status !== "untracked" ? "has changes" : STATUS[entry.status][1].toLowerCase());
  if (entry.ignored) words.push("ignored");
  return words.join(", ");
}
