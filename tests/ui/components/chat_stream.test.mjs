import assert from "node:assert/strict";
import test from "node:test";
import {
  EMPTY,
  applied,
  codePoints,
  headOf,
  isRunning,
  opened,
  withDraft,
  withOlder,
  withRefusal,
  withTurn,
} from "../../../boocode_app/ui/components/chat/stream.js";

const reply = (more = {}) => ({ id: "b", role: "assistant", text: "", state: "streaming", task_id: "t", seq: 2, ...more });
const question = (more = {}) => ({ id: "a", role: "user", text: "hi", state: "complete", task_id: "t", seq: 1, client_id: "c", ...more });
const text = (offset, words) => ({ kind: "text", message_id: "b", offset, text: words });
const born = () => applied(applied(EMPTY, { kind: "message", message: question() }, 1), { kind: "message", message: reply() }, 2);
const shown = (state) => state.messages.at(-1).text;

test("code points are counted and cut as Python does", () => {
  for (const words of ["", "abc", "a😀b", "😀😀", "e\u0301", "\ud800x", "x\udc00", "👩‍👩‍👧"]) {
    assert.equal(codePoints(words), Array.from(words).length, JSON.stringify(words));
    for (let n = 0; n <= Array.from(words).length; n++) {
      assert.equal(headOf(words, n), Array.from(words).slice(0, n).join(""));
    }
  }
});

test("text is put at its offset, counted in code points", () => {
  let state = applied(born(), text(0, "a😀"));
  state = applied(state, text(2, "b"));
  assert.equal(shown(state), "a😀b");
  assert.equal(shown(applied(state, text(1, "x"))), "ax");
  assert.equal(shown(applied(state, text(0, "all anew"))), "all anew");
});

test("text that leaves a gap, or is for a finished message, changes nothing", () => {
  const state = applied(born(), text(0, "ab"));
  assert.equal(applied(state, text(3, "x")), state);
  const done = applied(state, { kind: "message", message: reply({ state: "complete", text: "ab" }) }, 3);
  assert.equal(applied(done, text(2, "late")), done);
  assert.equal(isRunning(done), false);
});

test("a stored event that comes twice is taken once", () => {
  const state = applied(born(), { kind: "status", status: "working", detail: "" }, 3);
  assert.equal(applied(state, { kind: "status", status: "thinking", detail: "" }, 3), state);
  assert.equal(state.seq, 3);
});

test("a replayed birth takes back neither text nor an end", () => {
  const grown = applied(born(), text(0, "so far"));
  assert.equal(shown(applied(grown, { kind: "message", message: reply() }, 9)), "so far");
  const done = applied(grown, { kind: "message", message: reply({ state: "stopped", text: "so far" }) }, 10);
  assert.equal(applied(done, { kind: "message", message: reply() }, 11).messages.at(-1).state, "stopped");
});

test("a draft becomes the server's row, whichever way it comes first", () => {
  const draft = withDraft(EMPTY, "c", "hi");
  assert.equal(draft.messages[0].sending, true);
  const turn = { user_message: question(), reply: reply() };
  for (const state of [
    withTurn(draft, turn),
    withTurn(applied(draft, { kind: "message", message: question() }, 1), turn),
    applied(withTurn(draft, turn), { kind: "message", message: question() }, 1),
  ]) {
    assert.deepEqual(state.messages.map((message) => message.id).slice(0, 1), ["a"]);
    assert.equal(state.messages.filter((message) => message.role === "user").length, 1);
    assert.equal(state.messages[0].key, "c");
    assert.equal(state.messages[0].sending, undefined);
  }
});

test("a refused draft says why and can be sent again under its id", () => {
  const state = withRefusal(withDraft(EMPTY, "c", "hi"), "c", "no");
  assert.deepEqual([state.messages[0].state, state.messages[0].error], ["failed", "no"]);
  assert.equal(withDraft(state, "c", "hi").messages.length, 1);
});

test("messages stand in the order of their seq, whatever their ids", () => {
  const events = [reply({ id: "1", seq: 2 }), question({ id: "9", seq: 1 }), question({ id: "0", seq: 3, client_id: "d" })];
  const state = events.reduce((held, message, at) => applied(held, { kind: "message", message }, at + 1), EMPTY);
  assert.deepEqual(state.messages.map((message) => message.seq), [1, 2, 3]);
});

test("older pages go before and bring nothing twice", () => {
  const page = { items: [question({ id: "m3" }), reply({ id: "m4", state: "complete" })], next_cursor: "3", last_seq: 7, totals: { messages: 4 } };
  const state = opened({ id: "s", status: "done", title: "T" }, page);
  assert.equal(state.seq, 7);
  const more = withOlder(state, { items: [question({ id: "m2" }), question({ id: "m3" })], next_cursor: null });
  assert.deepEqual(more.messages.map((message) => message.id), ["m2", "m3", "m4"]);
  assert.equal(more.older, null);
});

test("any cut of a stream ends in the same text", () => {
  const whole = Array.from("The 😀 quick\nbrown 🦊 jumps");
  for (let cut = 0; cut <= whole.length; cut++) {
    let state = applied(born(), text(0, whole.slice(0, cut).join("")));
    state = applied(state, text(0, whole.slice(0, cut).join(""))); // a reconnect
    for (let at = cut; at < whole.length; at++) state = applied(state, text(at, whole[at]));
    assert.equal(shown(state), whole.join(""));
  }
});
