/* The link to one PTY session: the socket protocol of contracts/terminals.py, without a DOM.

   Invariant: `cursor` counts the bytes that were handed to the screen; every connection begins
   there, so whatever broke, and however often, nothing is lost and nothing comes twice. */

const ACK_EVERY = 65_536;
const ACK_IDLE_MS = 100;
const BACKOFF_MS = 200;
const BACKOFF_LIMIT_MS = 5000;
const TYPED_LIMIT = 4096;
const CLOSE = { done: 1000, badCursor: 4400, unknown: 4404 };

/* What a terminal answers to a program's questions: device attributes, positions, colours. */
const REPORT = /^\x1b(?:\[[?>=]?[\d;]*[cRnty]|\][\d;]+|P[^\x1b]*\x1b\\)/;
const FOCUS = /^\x1b\[[IO]$/;
const MOUSE = /^\x1b\[(?:<[\d;]+[Mm]|M)/;

/* Whether `text` comes from the terminal itself, and not from a person. */
export const isReport = (text) => REPORT.test(text) || FOCUS.test(text);
export const isMouse = (text) => MOUSE.test(text);

export class TerminalLink {
  /* `screen` gets: hello(frame), write(bytes, shown), resized(cols, rows), owned(owner), phase(name),
     exited(session), gone(reason), refused(reason). Phases: connecting, open, lost, over. */
  constructor({ url, screen, readOnly = false, WebSocket = globalThis.WebSocket }) {
    this.url = url;
    this.screen = screen;
    this.readOnly = readOnly;
    this.WebSocket = WebSocket;
    this.encoder = new TextEncoder();
    this.cursor = null;
    this.shown = 0;
    this.acked = 0;
    this.epoch = 0;
    this.historyEnd = 0;
    this.size = null;
    this.waiting = [];
    this.waitingBytes = 0;
    this.attempt = 0;
    this.phase = "new";
  }

  open() {
    this.connect();
  }

  /* The person left this terminal. */
  close() {
    this.enter("over");
    this.drop(CLOSE.done);
  }

  /* The network may be back, or the page is looked at again: do not wait for the next try. */
  wake() {
    if (this.phase === "lost") this.connect();
  }

  /* The network changed: the old socket may be dead without knowing. */
  renew() {
    if (this.phase === "open" || this.phase === "lost") this.connect();
  }

  /* Whether what is shown now is history, and does not happen now. */
  get replays() {
    return this.shown < this.historyEnd;
  }

  /* Text from the keyboard, or an answer of the terminal itself. False: it could not be kept. */
  type(text) {
    if (this.readOnly || this.phase === "over") return false;
    if (this.replays && REPORT.test(text)) return true;
    return this.send(this.encoder.encode(text));
  }

  /* Bytes as they are (mouse reports of the old kind). */
  typeBytes(bytes) {
    return !this.readOnly && this.phase !== "over" && this.send(bytes);
  }

  /* This screen's size; said again only to `claim` it from another viewer. */
  resize(cols, rows, claim = false) {
    const same = this.size?.cols === cols && this.size.rows === rows;
    if (this.readOnly || (same && !claim)) return;
    this.size = { t: "resize", cols, rows };
    if (this.phase === "open") this.socket.send(JSON.stringify(this.size));
  }

  /* The size is another viewer's: a new connection does not claim it back. */
  yieldSize() {
    this.size = null;
  }

  send(bytes) {
    if (this.phase === "open") {
      this.socket.send(bytes);
      return true;
    }
    if (this.waitingBytes + bytes.length > TYPED_LIMIT) return false;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    return true;
  }

  connect() {
    this.drop(4000);
    this.enter(this.cursor === null ? "connecting" : "lost");
    const url = new URL(this.url);
    if (this.cursor !== null) url.searchParams.set("cursor", this.cursor);
    if (this.readOnly) url.searchParams.set("readonly", "1");
    const socket = new this.WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event) => socket === this.socket && this.receive(event.data);
    socket.onclose = (event) => socket === this.socket && this.closed(event);
    this.socket = socket;
  }

  drop(code) {
    clearTimeout(this.retry);
    clearTimeout(this.idle);
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close(code);
  }

  closed(event) {
    this.socket = null;
    if (this.phase === "over") return;
    if (event.code === CLOSE.unknown) {
      this.enter("over");
      this.screen.gone(event.reason);
      return;
    }
    if (event.code === CLOSE.badCursor) this.cursor = null;
    this.enter("lost");
    const pause = Math.min(BACKOFF_MS * 2 ** this.attempt++, BACKOFF_LIMIT_MS);
    this.retry = setTimeout(() => this.connect(), pause * (0.75 + Math.random() / 4));
  }

  receive(data) {
    if (typeof data !== "string") this.output(new Uint8Array(data));
    else this.event(JSON.parse(data));
  }

  output(bytes) {
    this.cursor += bytes.length;
    const upTo = this.cursor;
    const epoch = this.epoch;
    this.screen.write(bytes, () => epoch === this.epoch && this.acknowledge(upTo));
  }

  acknowledge(upTo) {
    this.shown = Math.max(this.shown, upTo);
    clearTimeout(this.idle);
    if (this.shown - this.acked >= ACK_EVERY) this.sendAck();
    else this.idle = setTimeout(() => this.sendAck(), ACK_IDLE_MS);
  }

  sendAck() {
    if (this.phase !== "open" || this.shown <= this.acked) return;
    this.acked = this.shown;
    this.socket.send(JSON.stringify({ t: "ack", cursor: this.acked }));
  }

  event(frame) {
    switch (frame.t) {
      case "hello":
        this.greeted(frame);
        break;
      case "size":
        this.screen.resized(frame.cols, frame.rows);
        break;
      case "owner":
        this.screen.owned(frame.owner);
        break;
      case "exit":
        this.enter("over");
        this.screen.exited(frame.session);
        break;
      case "fault":
        this.screen.refused(frame.detail);
        break;
    }
  }

  greeted(frame) {
    const { cursor, end, reset } = frame;
    this.attempt = 0;
    this.cursor = cursor;
    if (reset) {
      this.epoch += 1;
      this.shown = cursor;
      this.historyEnd = end;
    }
    this.acked = cursor;
    this.screen.hello(frame);
    this.enter("open");
    if (this.size) this.socket.send(JSON.stringify(this.size));
    for (const bytes of this.waiting.splice(0)) this.socket.send(bytes);
    this.waitingBytes = 0;
  }

  enter(phase) {
    if (phase === this.phase) return;
    this.phase = phase;
    this.screen.phase(phase);
  }
}
