/* Which diff is meant: the working tree, what is staged or not, a range of commits, or one commit.

   Invariant: what a host fixes by its props (a commit of the history) no address changes. */

export const SCOPES = { working: "Working tree", staged: "Staged", unstaged: "Unstaged" };

const NAMES = ["scope", "base", "head", "commit"];

export function aimOf(query, props) {
  if (props.commit) return { scope: "commit", commit: props.commit };
  if (props.base) return rangeOf(props.base, props.head);
  const scope = query.get("scope");
  const [base, commit] = [query.get("base"), query.get("commit")];
  if (scope === "commit" && commit) return { scope, commit };
  if ((scope === "range" || scope === null) && base) return rangeOf(base, query.get("head"));
  return { scope: scope in SCOPES ? scope : props.scope };
}

export const isFixed = ({ base, commit }) => Boolean(base || commit);

export const rangeOf = (base, head) => (head ? { scope: "range", base, head } : { scope: "range", base });

/* The aim as a query of the server's routes. */
export const queryOf = (aim) => String(new URLSearchParams(aim));

/* What the page's address says of it: the working tree needs no words. */
export const addressOf = (aim) =>
  Object.fromEntries(
    NAMES.map((name) => [name, aim.scope === "working" ? null : (aim[name] ?? null)]),
  );

/* A range or a commit in words, with the ids that the server made of its names. */
export function titleOf(aim, answer) {
  if (aim.scope === "commit") return short(aim.commit, answer.head);
  return `${short(aim.base, answer.base)} … ${aim.head ? short(aim.head, answer.head) : "working tree"}`;
}

export const emptyOf = (aim) =>
  ({
    working: "No changes in the working tree.",
    staged: "Nothing is staged.",
    unstaged: "Everything is staged.",
    range: "Nothing differs between the two.",
    commit: "This commit changes no file.",
  })[aim.scope];

const ID = /^[0-9a-f]{40,64}$/;

const short = (ref, id) => (ID.test(ref) ? (id ?? ref).slice(0, 8) : ref);
