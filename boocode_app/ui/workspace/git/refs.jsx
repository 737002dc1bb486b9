/* Names that point to a commit, and where a branch stands, as chips. */

import { distanceOf } from "./words.js";

export const Refs = ({ refs }) =>
  refs.map(({ kind, name }) => (
    <span key={`${kind} ${name}`} className="git-ref cut" data-kind={kind} title={`${KINDS[kind]} ${name}`}>
      {name}
    </span>
  ));

export function Distance({ ahead, behind, other }) {
  const distance = distanceOf(ahead, behind, other);
  if (!distance) return null;
  return (
    <span className="git-distance num" role="img" aria-label={distance.spoken} title={distance.spoken}>
      {distance.shown}
    </span>
  );
}

const KINDS = { head: "Checked out:", branch: "Branch", remote: "Remote branch", tag: "Tag" };
