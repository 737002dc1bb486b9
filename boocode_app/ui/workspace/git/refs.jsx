/* Names that point to a commit, and where a branch stands, as chips. */

import { distanceOf } from "./words.js";

/* Where they are more than `most`, the last chip counts the others and names them on hover. */
export function Refs({ refs, most = refs.length }) {
  const sorted = refs.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  const others = sorted.slice(most).map(spoken);
  return (
    <>
      {sorted.slice(0, most).map((ref) => (
        <span key={spoken(ref)} className="git-ref cut" data-kind={ref.kind} title={spoken(ref)}>
          {ref.name}
        </span>
      ))}
      {others.length > 0 && (
        <span
          className="git-ref num"
          data-kind="more"
          role="img"
          aria-label={`and ${others.join(", ")}`}
          title={others.join("\n")}
        >
          +{others.length}
        </span>
      )}
    </>
  );
}

export function Distance({ ahead, behind, other }) {
  const distance = distanceOf(ahead, behind, other);
  if (!distance) return null;
  return (
    <span className="git-distance num" role="img" aria-label={distance.spoken} title={distance.spoken}>
      {distance.shown}
    </span>
  );
}

const KINDS = { head: "Checked out:", branch: "Branch", tag: "Tag", remote: "Remote branch" };
const ORDER = Object.keys(KINDS);

const spoken = ({ kind, name }) => `${KINDS[kind]} ${name}`;
