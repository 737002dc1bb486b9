/* What may go to the clipboard and what may be pasted, without a page. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { needsAsking } from "../../../boocode_app/ui/components/terminal/clipboard.js";
import { CopyRequests } from "../../../boocode_app/ui/components/terminal/copying.js";
import { keepPastesUnasked } from "../../../boocode_app/ui/components/terminal/preferences.js";

class Store extends Map {
  getItem(key) {
    return this.get(key) ?? null;
  }
  setItem(key, value) {
    this.set(key, value);
  }
}

let copied, asked, refusals;
beforeEach(() => {
  [copied, asked, refusals] = [[], [], []];
  globalThis.localStorage = new Store();
  globalThis.sessionStorage = new Store();
  const clipboard = { writeText: async (text) => copied.push(text) };
  Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
});

const requests = (live = true) =>
  new CopyRequests({
    id: "pty_1",
    live: () => live,
    ask: (question) => asked.push(question),
    refused: (reason) => refusals.push(reason),
  });

test("a program that wants to copy is asked about", async () => {
  await requests().offered("token");
  assert.deepEqual(asked, [{ kind: "copy", text: "token" }]);
  assert.deepEqual(copied, []);
});

test("what is replayed asks for nothing", async () => {
  await requests(false).offered("token");
  assert.deepEqual([asked, copied], [[], []]);
});

test("a terminal that was allowed to is not asked again", async () => {
  const one = requests();
  one.allow();
  await one.offered("token");
  assert.deepEqual([asked, copied], [[], ["token"]]);
});

test("more than a million characters are refused in words", async () => {
  await requests().offered("x".repeat(1_000_001));
  assert.deepEqual(asked, []);
  assert.match(refusals[0], /1000001 characters/);
});

test("several lines are asked about, where a program would run each", () => {
  assert.equal(needsAsking("one\ntwo", false), true);
  assert.equal(needsAsking("one\r\ntwo", false), true);
  assert.equal(needsAsking("one\ntwo", true), false);
  assert.equal(needsAsking("one\n", false), false);
  keepPastesUnasked();
  assert.equal(needsAsking("one\ntwo", false), false);
});
