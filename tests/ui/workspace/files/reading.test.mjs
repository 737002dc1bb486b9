import assert from "node:assert/strict";
import test from "node:test";
import { FileReading } from "../../../../boocode_app/ui/workspace/files/reading.js";

/* A file of ten lines, three in a page, as the server answers. */
function server(version = "1") {
  const served = { version, asked: [], fault: null };
  served.ask = async (_, path) => {
    const first = Number(new URLSearchParams(path.split("?")[1]).get("first"));
    served.asked.push(first);
    if (served.fault) throw served.fault;
    const last = Math.min(first + 2, 10);
    const text = Array.from({ length: last - first + 1 }, (_, at) => `${served.version}:${first + at}\n`).join("");
    return { version: served.version, first, last, text, more: last < 10, cut: false };
  };
  return served;
}

async function opened(served) {
  const reading = new FileReading(served.ask);
  reading.path = "a.py";
  await reading.refresh();
  return reading;
}

test("pages are read until a line is there, and each once", async () => {
  const served = server();
  const reading = await opened(served);
  await reading.upTo(7);
  assert.deepEqual(served.asked, [1, 4, 7]);
  assert.equal(reading.state.text.split("\n").length, 10);
  assert.equal(reading.state.more, true);
  await reading.upTo(99);
  assert.equal(reading.state.more, false);
  assert.equal(reading.state.text, Array.from({ length: 10 }, (_, at) => `1:${at + 1}\n`).join(""));
});

test("a file that changed between two pages is read from its start", async () => {
  const served = server();
  const reading = await opened(served);
  served.version = "2";
  await reading.next();
  assert.ok(reading.state.text.startsWith("2:1\n"));
  assert.ok(!reading.state.text.includes("1:1\n2"));
});

test("a file that did not change keeps its lines when it is read again", async () => {
  const served = server();
  const reading = await opened(served);
  await reading.upTo(6);
  const { text } = reading.state;
  await reading.refresh();
  assert.equal(reading.state.text, text);
  assert.equal(reading.state.last, 6);
});

test("one that changed comes as far as it was shown", async () => {
  const served = server();
  const reading = await opened(served);
  await reading.upTo(6);
  served.version = "2";
  await reading.refresh();
  assert.equal(reading.state.last, 6);
  assert.ok(!reading.state.text.includes("1:1\n1"));
});

test("what is shown stays where it cannot be read again, and goes where it is gone", async () => {
  const served = server();
  const reading = await opened(served);
  served.fault = new Error("The server cannot be reached.");
  await reading.refresh();
  assert.equal(reading.state.phase, "shown");
  assert.equal(reading.state.fault, "The server cannot be reached.");
  served.fault = Object.assign(new Error("There is no file."), { status: 404 });
  await reading.refresh();
  assert.equal(reading.state.phase, "gone");
});

test("the answer for a file that was left is not shown", async () => {
  const served = server();
  const reading = new FileReading(served.ask);
  reading.aim("a.py");
  reading.aim("b.py");
  await reading.refresh();
  assert.equal(served.asked.length, 3);
  assert.equal(reading.state.last, 3);
});
