/* How the tab says things. */

/* `2 staged files`, `2 files in conflict`. */
export const counted = (count, thing) =>
  `${grouped(count)} ${count === 1 ? thing : thing.replace(/ in |$/, "s$&")}`;

export const short = (id) => id.slice(0, 8);

/* Where a branch stands against another: `↑2 ↓1`, spoken in words. */
export function distanceOf(ahead, behind, other) {
  if (ahead === null || behind === null) return null;
  if (!ahead && !behind) return { shown: "=", spoken: `level with ${other}` };
  const parts = [
    [ahead, "↑", "ahead of"],
    [behind, "↓", "behind"],
  ].filter(([count]) => count);
  return {
    shown: parts.map(([count, arrow]) => `${arrow}${grouped(count)}`).join(" "),
    spoken: parts.map(([count, , way]) => `${counted(count, "commit")} ${way} ${other}`).join(", "),
  };
}

/* What the button of the commit box does. */
export function commitWords({ staged, all, everything, amend }) {
  const count = everything ? all : staged;
  if (amend) return count ? `Amend with ${counted(count, "file")}` : "Amend the message";
  if (!everything) return `Commit ${counted(staged, "staged file")}`;
  return staged === all ? `Commit ${counted(all, "file")}` : `Stage all and commit ${counted(all, "file")}`;
}

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");
