/* What one changed file looks like, in the list and above its lines. */

import { STATUS, grouped, splitPath, titleOf, visible } from "./words.js";
import "./file.css";

export function Status({ file }) {
  const [letter, word, kind] = STATUS[file.status];
  return (
    <span className={`boo-diff-status ${kind}`} title={word} role="img" aria-label={word}>
      {letter}
    </span>
  );
}

export function Name({ file, bare = false }) {
  const [folder, name] = splitPath(file.path);
  return (
    <span className="boo-diff-name" title={titleOf(file)}>
      <bdi>{visible(name)}</bdi>
      {folder && !bare && <bdi className="folder">{visible(folder)}</bdi>}
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
