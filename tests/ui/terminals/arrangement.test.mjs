/* Tabs and splits as values, and as addresses. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as desk from "../../../boocode_app/ui/terminals/arrangement.js";

const of = (...ids) => ids.reduce(desk.opened, desk.NOTHING);

test("an address comes back as the arrangement that it was written from", () => {
  let now = of("pty_a", "pty_b");
  now = desk.split(now, "pty_c", "row");
  now = desk.split(now, "pty_d", "column");
  assert.equal(desk.write(now), "tabs=a,r(b.c(c.d))&pty=pty_d");
  assert.deepEqual(desk.read(`?${desk.write(now)}`), now);
});

test("an address that names one terminal opens it, beside what was open", () => {
  assert.deepEqual(desk.read("?pty=pty_0011aabb"), of("pty_0011aabb"));
  assert.deepEqual(desk.read("?tabs=a,b&pty=c").tabs, ["pty_a", "pty_b", "pty_c"]);
  assert.deepEqual(desk.read(""), desk.NOTHING);
});

test("what no address of ours says is left out", () => {
  const opens = (search) => desk.read(search).tabs;
  assert.deepEqual(opens("?tabs=a,r(b.c,d"), ["pty_a"]);
  assert.deepEqual(opens("?tabs=a,a,r(b.b),r(a.c)"), ["pty_a"]);
  assert.deepEqual(opens("?tabs=r(a.r(b.r(c.r(d.e))))"), []);
  assert.deepEqual(opens(`?tabs=${"r(".repeat(5000)}`), []);
  assert.deepEqual(opens("?pty=<script>"), []);
  const many = Array.from({ length: 99 }, (_, n) => n).join(",");
  assert.equal(opens(`?tabs=${many}`).length, desk.TABS_LIMIT);
});

test("a new one stands behind the active one, an open one is found again", () => {
  let now = desk.opened(of("pty_a", "pty_b"), "pty_a");
  now = desk.opened(now, "pty_c");
  assert.deepEqual(now.tabs, ["pty_a", "pty_c", "pty_b"]);
  assert.deepEqual(desk.opened(now, "pty_b"), { ...now, active: "pty_b" });
});

test("one that is open already moves to where it is split", () => {
  const now = desk.split(of("pty_a", "pty_b"), "pty_a", "column");
  assert.equal(desk.write(now), "tabs=c(b.a)&pty=pty_a");
});

test("a tab has four panes at most; the fifth has a tab of its own", () => {
  let now = of("pty_a");
  for (const id of ["pty_b", "pty_c", "pty_d", "pty_e"]) now = desk.split(now, id, "row");
  assert.deepEqual(now.tabs.map((tree) => desk.leaves(tree).length), [4, 1]);
  assert.equal(desk.canSplit(desk.opened(now, "pty_a")), false);
});

test("a new shell takes the place of the one that ended", () => {
  const now = desk.split(of("pty_z", "pty_a"), "pty_b", "row");
  assert.equal(desk.write(desk.replaced(now, "pty_a", "pty_n")), "tabs=z,r(n.b)&pty=pty_n");
});

test("closing hands the place on: to the neighbour in the tab, then to the next tab", () => {
  let now = desk.split(of("pty_z", "pty_a"), "pty_b", "row");
  now = desk.closed(now, "pty_b");
  assert.deepEqual(now, { tabs: ["pty_z", "pty_a"], active: "pty_a" });
  now = desk.closed(now, "pty_a");
  assert.equal(now.active, "pty_z");
  assert.deepEqual(desk.closed(now, "pty_z"), desk.NOTHING);
  assert.equal(desk.closed(now, "pty_unknown"), now);
});

test("a tab closes with all its panes, and moves as one", () => {
  const now = desk.split(of("pty_z", "pty_a"), "pty_b", "row");
  assert.deepEqual(desk.closedTab(now, 1).tabs, ["pty_z"]);
  assert.equal(desk.write(desk.moved(now, 1, 0)), "tabs=r(a.b),z&pty=pty_b");
  assert.deepEqual(desk.moved(now, 1, 99), now);
});

test("stepping goes through panes and tabs, around the end", () => {
  const now = desk.split(of("pty_z", "pty_a"), "pty_b", "row");
  assert.equal(desk.stepped(now, 1).active, "pty_z");
  assert.equal(desk.stepped(now, -1).active, "pty_a");
  assert.equal(desk.stepped(desk.NOTHING, 1), desk.NOTHING);
});

test("parts in a line are equal until somebody drags a border", () => {
  let now = of("pty_a");
  now = desk.split(now, "pty_b", "row");
  now = desk.split(now, "pty_c", "row");
  const widths = (shares) => desk.layout(now.tabs[0], shares).panes.map(({ box }) => box.w);
  widths({}).forEach((width) => assert.ok(Math.abs(width - 1 / 3) < 1e-9));
  assert.deepEqual(widths({ "pty_a.pty_b": 0.5 }), [0.5, 0.25, 0.25]);
  const { edges } = desk.layout({ way: "column", first: "pty_a", second: "pty_b" });
  assert.deepEqual(edges[0].box, { x: 0, y: 0, w: 1, h: 1 });
  assert.equal(edges[0].fair, 0.5);
});
