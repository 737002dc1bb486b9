/* Which terminals are open, in which tabs and splits, and which of them is active: a value that is
   written as the page's address and read from it. Without a DOM.

   A tab is a tree: a session's id, or { way, first, second } with way "row" (side by side) or
   "column". `?tabs=` has the trees, `?pty=` names the active session; an address with `pty` alone
   opens that one. Invariant: a session is open once at most, and `active` is one of the open ones,
   or empty where none is. */

export const TABS_LIMIT = 24;
export const PANES_LIMIT = 4;
export const NOTHING = { tabs: [], active: "" };

const PREFIX = "pty_";
const LEAF = /[\w-]{1,40}/y;
const WAYS = { r: "row", c: "column" };

/* The ids in a tab, in reading order. */
export const leaves = (tree) =>
  typeof tree === "string" ? [tree] : [...leaves(tree.first), ...leaves(tree.second)];

export const everyOpen = ({ tabs }) => tabs.flatMap(leaves);

/* Where in `tabs` the session is; -1: it is not open. */
export const tabOf = ({ tabs }, id) => tabs.findIndex((tree) => leaves(tree).includes(id));

/* From an address's query to an arrangement. What cannot be read is left out. */
export function read(search) {
  const query = new URLSearchParams(search);
  const seen = new Set();
  const tabs = [];
  for (const tree of parse(query.get("tabs") ?? "")) {
    const ids = leaves(tree);
    const fits = ids.length <= PANES_LIMIT && new Set(ids).size === ids.length;
    if (!fits || ids.some((id) => seen.has(id)) || tabs.length === TABS_LIMIT) continue;
    ids.forEach((id) => seen.add(id));
    tabs.push(tree);
  }
  const named = (query.get("pty") ?? "").replace(PREFIX, "");
  const active = new RegExp(`^(?:${LEAF.source})$`).test(named) ? PREFIX + named : "";
  return active ? opened({ tabs, active: "" }, active) : { tabs, active: "" };
}

/* From an arrangement to the query of its address, without the question mark. */
export function write({ tabs, active }) {
  const parts = [];
  if (tabs.length) parts.push(`tabs=${tabs.map(written).join(",")}`);
  if (active) parts.push(`pty=${active}`);
  return parts.join("&");
}

/* With `id` active; where it is not open yet, in a tab behind the active one. */
export function opened(now, id) {
  if (tabOf(now, id) >= 0) return id === now.active ? now : { ...now, active: id };
  const kept = now.tabs.length < TABS_LIMIT ? now.tabs : now.tabs.slice(1);
  const at = tabOf({ tabs: kept }, now.active) + 1 || kept.length;
  return { tabs: kept.toSpliced(at, 0, id), active: id };
}

/* Whether the active terminal's tab has room for one more. */
export const canSplit = (now) =>
  Boolean(now.active) && leaves(now.tabs[tabOf(now, now.active)]).length < PANES_LIMIT;

/* With `id` beside (way "row") or below ("column") the active terminal, and active. */
export function split(now, id, way) {
  if (id === now.active || !canSplit(now)) return opened(now, id);
  const without = { ...closed(now, id), active: now.active };
  const place = (tree) => {
    if (tree === now.active) return { way, first: tree, second: id };
    return typeof tree === "string"
      ? tree
      : { ...tree, first: place(tree.first), second: place(tree.second) };
  };
  return { tabs: without.tabs.map(place), active: id };
}

/* With `id` where `old` was, and active. */
export function replaced(now, old, id) {
  const place = (tree) => {
    if (typeof tree === "string") return tree === old ? id : tree;
    return { ...tree, first: place(tree.first), second: place(tree.second) };
  };
  return { tabs: now.tabs.map(place), active: id };
}

/* Without `id`; its neighbour in the tab becomes active, else the next tab's first terminal. */
export function closed(now, id) {
  const at = tabOf(now, id);
  if (at < 0) return now;
  const rest = without(now.tabs[at], id);
  const tabs = rest ? now.tabs.with(at, rest) : now.tabs.toSpliced(at, 1);
  if (now.active !== id) return { tabs, active: now.active };
  const heir = rest ?? tabs[Math.min(at, tabs.length - 1)];
  return { tabs, active: heir ? leaves(heir)[0] : "" };
}

/* Without any terminal of the tab at `at`. */
export const closedTab = (now, at) => leaves(now.tabs[at]).reduce(closed, now);

/* With the tab at `at` standing at `to`. */
export function moved(now, at, to) {
  const place = Math.max(0, Math.min(now.tabs.length - 1, to));
  return { ...now, tabs: now.tabs.toSpliced(at, 1).toSpliced(place, 0, now.tabs[at]) };
}

/* With the terminal that comes `by` places after the active one, around the end. */
export function stepped(now, by) {
  const all = everyOpen(now);
  if (!all.length) return now;
  const at = Math.max(0, all.indexOf(now.active));
  return { ...now, active: all[(at + by + all.length) % all.length] };
}

/* Where a tab's terminals and the borders between them stand, in fractions of the whole.
   `shares[key]` is the first part's share of a split; without one, all parts in a line are equal. */
export function layout(tree, shares = {}, box = { x: 0, y: 0, w: 1, h: 1 }) {
  if (typeof tree === "string") return { panes: [{ id: tree, box }], edges: [] };
  const { way, first, second } = tree;
  const key = `${leaves(first)[0]}.${leaves(second)[0]}`;
  const fair = inLine(first, way) / (inLine(first, way) + inLine(second, way));
  const share = shares[key] ?? fair;
  const [start, size] = way === "row" ? ["x", "w"] : ["y", "h"];
  const one = layout(first, shares, { ...box, [size]: box[size] * share });
  const other = layout(second, shares, {
    ...box,
    [start]: box[start] + box[size] * share,
    [size]: box[size] * (1 - share),
  });
  return {
    panes: [...one.panes, ...other.panes],
    edges: [{ key, way, share, fair, box }, ...one.edges, ...other.edges],
  };
}

function inLine(tree, way) {
  if (typeof tree === "string") return 1;
  const counts = [inLine(tree.first, way), inLine(tree.second, way)];
  return tree.way === way ? counts[0] + counts[1] : Math.max(...counts);
}

function without(tree, id) {
  if (typeof tree === "string") return tree === id ? null : tree;
  const first = without(tree.first, id);
  const second = without(tree.second, id);
  return first && second ? { ...tree, first, second } : (first ?? second);
}

const written = (tree) =>
  typeof tree === "string"
    ? tree.replace(PREFIX, "")
    : `${tree.way[0]}(${written(tree.first)}.${written(tree.second)})`;

/* trees = tree *("," tree); tree = leaf / ("r" / "c") "(" tree "." tree ")". A fault ends it. */
function parse(text) {
  let at = 0;
  const tree = (depth = 0) => {
    const way = text[at + 1] === "(" && depth < PANES_LIMIT ? WAYS[text[at]] : undefined;
    if (!way) {
      LEAF.lastIndex = at;
      const leaf = LEAF.exec(text)?.[0];
      if (!leaf) return null;
      at += leaf.length;
      return PREFIX + leaf;
    }
    at += 2;
    const first = tree(depth + 1);
    if (!first || text[at++] !== ".") return null;
    const second = tree(depth + 1);
    return second && text[at++] === ")" ? { way, first, second } : null;
  };
  const trees = [];
  for (let found = tree(); found; found = text[at] === "," && ++at ? tree() : null) trees.push(found);
  return trees;
}
