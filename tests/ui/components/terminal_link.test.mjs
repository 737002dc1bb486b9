/* The link against a real booterm: PTY_URL is its socket, PTY_END what the last line says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { TerminalLink, isMouse, isReport } from "../../../boocode_app/ui/components/terminal/link.js";

const url = process.env.PTY_URL;
const DEADLINE_MS = 30_000;

/* A screen that shows what it is given a little later, as xterm.js does. */
class Screen {
  constructor() {
    this.bytes = [];
    this.phases = [];
    this.hellos = [];
    this.owners = [];
    this.refusals = [];
    this.over = new Promise((resolve) => (this.exited = resolve));
    this.unknown = new Promise((resolve) => (this.gone = resolve));
    this.greeted = new Promise((resolve) => (this.greet = resolve));
  }
  hello({ session, reset }) {
    this.hellos.push(reset);
    if (reset) this.bytes = [];
    this.greet(session);
  }
  write(bytes, shown) {
    this.bytes.push(Buffer.from(bytes));
    this.wrote?.();
    setImmediate(shown);
  }
  resized() {}
  owned(owner) {
    this.owners.push(owner);
    this.toldOwner?.();
  }
  phase(name) {
    this.phases.push(name);
  }
  refused(reason) {
    this.refusals.push(reason);
  }
  text() {
    return Buffer.concat(this.bytes).toString();
  }
}

const sockets = [];
class WatchedSocket extends WebSocket {
  constructor(address) {
    super(address);
    sockets.push(this);
  }
}

test("what is typed comes back, and breaks lose and double nothing", { timeout: DEADLINE_MS }, async () => {
  const screen = new Screen();
  const link = new TerminalLink({ url, screen, WebSocket: WatchedSocket });
  link.resize(100, 30);
  assert.equal(link.type("go\r"), true); // before it is open: kept
  let breaks = 0;
  screen.wrote = () => {
    if (breaks < 5 && link.cursor > 50_000 * (breaks + 1)) {
      breaks += 1;
      sockets.at(-1).close(3000);
    }
  };
  link.open();
  const session = await screen.over;
  const expected = ["go", ...Array.from({ length: 100_000 }, (_, n) => n + 1), ""].join("\r\n");
  assert.equal(breaks, 5);
  assert.deepEqual(screen.hellos, [true, false, false, false, false, false]);
  assert.equal(screen.text() === expected, true);
  assert.equal(session.exitCode, 3);
  assert.equal(session.cols, 100);
  assert.deepEqual(screen.refusals, []);
  assert.equal(screen.phases.at(-1), "over");
  assert.equal(link.type("too late"), false);
});

test("an unknown session is gone and is not asked for again", { timeout: DEADLINE_MS }, async () => {
  const screen = new Screen();
  const before = sockets.length;
  new TerminalLink({ url: url.replace(/pty_\w+/, "pty_00000000"), screen, WebSocket: WatchedSocket }).open();
  assert.match(await screen.unknown, /no terminal 'pty_00000000'/);
  assert.equal(sockets.length, before + 1);
});

test("typing is kept up to 4 KB while the terminal is away", () => {
  const link = new TerminalLink({ url, screen: new Screen(), WebSocket: WatchedSocket });
  assert.equal(link.type("x".repeat(4096)), true);
  assert.equal(link.type("x"), false);
});

test("a terminal answers no question of its history", () => {
  const link = new TerminalLink({ url, screen: new Screen(), WebSocket: WatchedSocket });
  link.historyEnd = 10;
  for (const report of ["\x1b[?1;2c", "\x1b[>0;276;0c", "\x1b[24;80R", "\x1b]11;rgb:0/0/0\x07"]) {
    link.type(report);
  }
  assert.equal(link.waitingBytes, 0);
  link.type("\x1b[A");
  assert.equal(link.waitingBytes, 3);
});

test("who takes an agent's terminal over, and hands it back, is told to each viewer", { timeout: DEADLINE_MS }, async () => {
  const screen = new Screen();
  const owned = process.env.AGENT_URL;
  const link = new TerminalLink({ url: `${owned.replace("http", "ws")}/ws`, screen, WebSocket: WatchedSocket });
  link.open();
  const session = await screen.greeted;
  assert.deepEqual([session.owner, session.agentId], ["agent", "ada"]);
  for (const verb of ["take-over", "hand-back"]) {
    const told = new Promise((resolve) => (screen.toldOwner = resolve));
    assert.equal((await fetch(`${owned}/${verb}`, { method: "POST" })).status, 200);
    await told;
  }
  assert.deepEqual(screen.owners, ["person", "agent"]);
  const refused = new Promise((resolve) => (screen.refused = resolve));
  link.type("rm -rf /\r");
  assert.match(await refused, /'ada' works in this terminal/);
  link.close();
});

test("who only looks says so to the server", () => {
  const link = new TerminalLink({ url, screen: new Screen(), readOnly: true, WebSocket: WatchedSocket });
  link.open();
  assert.equal(new URL(sockets.at(-1).url).searchParams.get("readonly"), "1");
  assert.equal(link.type("x"), false);
  link.close();
});

test("what a person presses is told from what the terminal reports", () => {
  for (const report of ["\x1b[?1;2c", "\x1b[I", "\x1b]11;rgb:0/0/0\x07", "\x1bP1+r544e=78\x1b\\"]) {
    assert.equal(isReport(report), true, JSON.stringify(report));
  }
  for (const key of ["a", "\x1b", "\x1b[A", "\x1bP", "\x1b]", "\x1b[200~c\x1b[201~"]) {
    assert.equal(isReport(key) || isMouse(key), false, JSON.stringify(key));
  }
  assert.equal(isMouse("\x1b[<35;10;4M"), true);
});
