/* What can be done with a changed file, by the diff that it is shown in. */

const SUBMODULE = "160000";
const VERBS = { working: ["stage", "discard"], unstaged: ["stage", "discard"], staged: ["unstage"] };

/* The verbs that hold, in the order of their buttons; `part`: for some of its lines. */
export function verbsFor(aim, file, part = false) {
  const verbs = VERBS[aim.scope] ?? [];
  const modes = [file.old_mode, file.new_mode];
  if (part && (file.status === "unmerged" || file.status === "type_changed")) return [];
  if (file.status === "unmerged") return verbs.filter((verb) => verb === "stage");
  const kept = modes.includes(SUBMODULE) || file.closed === "repository";
  return kept ? verbs.filter((verb) => verb !== "discard") : verbs;
}
