/* What is said of a terminal. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as words from "../../../boocode_app/ui/terminals/words.js";

const RUNNING = {
  id: "pty_0011aabb",
  title: "make all",
  description: "the build",
  command: "make",
  args: ["all", "-j8"],
  workdir: "/home/ada/lighthouse",
  agentId: null,
  taskId: null,
  owner: "person",
  status: "running",
  exitCode: null,
  signal: null,
  pid: 77,
  viewers: 1,
};
const ended = (how) => ({ ...RUNNING, status: "exited", pid: null, ...how });

test("an end is said in words, and a failure is told from a success", () => {
  const said = [
    [{ exitCode: 0 }, "succeeded", "ended"],
    [{ exitCode: 2 }, "failed, exit code 2", "failed"],
    [{ signal: "SEGV" }, "ended by signal SEGV", "failed"],
    [{ status: "killed", signal: "HUP" }, "ended by a person", "ended"],
    [{ status: "killed", endedBy: "a1" }, "ended by a1", "ended"],
    [{ status: "killed", timedOut: true, timeoutSeconds: 30 }, "stopped after its 30 s", "failed"],
    [{ status: "lost" }, "lost when BooTerm died; its last screen is kept", "lost"],
  ];
  for (const [how, ending, word] of said) {
    assert.equal(words.endingOf(ended(how)), ending);
    assert.equal(words.stateOf(ended(how)).word, word);
  }
  assert.equal(words.endingOf(RUNNING), "");
  assert.equal(words.stateOf(undefined).word, "gone");
});

test("an agent's terminal says who may type", () => {
  assert.equal(words.ownerOf(RUNNING), "");
  assert.equal(words.ownerOf({ ...RUNNING, agentId: "a1", owner: "agent" }), "agent a1 types");
  assert.equal(words.ownerOf({ ...RUNNING, agentId: "a1" }), "agent a1, you type");
});

test("it is found by any of its words, in any order", () => {
  for (const query of ["make", "BUILD make", "lighthouse -j8", "0011", "running"]) {
    assert.ok(words.matches(RUNNING, query), query);
  }
  assert.ok(!words.matches(RUNNING, "make harbour"));
});

test("what an end costs names the command, the agent and who else looks", () => {
  const said = words.losses({ ...RUNNING, agentId: "a1", viewers: 3 });
  for (const word of ["“make all -j8”", "pid 77", "a1", "3 windows", "cannot be undone"]) {
    assert.ok(said.includes(word), word);
  }
  assert.ok(words.losses({ ...RUNNING, args: ["x".repeat(200)] }).includes("…”"));
});

test("a folder is named by its last part", () => {
  assert.deepEqual(["/a/b/", "/a", "/"].map(words.folderOf), ["b", "a", "/"]);
});
