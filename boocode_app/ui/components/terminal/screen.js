/* A session on an xterm.js screen: what a person sees and types. Knows the DOM, not React.

   Invariant: nothing that a person types reaches a session that an agent owns. */

import { Clipboard } from "./clipboard.js";
import { Commands } from "./commands.js";
import { Find } from "./find.js";
import { Gutter } from "./gutter.js";
import { TerminalLink, isMouse, isReport } from "./link.js";
import { Owner } from "./owner.js";
import { Pictures } from "./pictures.js";
import { keepReadsAloud } from "./preferences.js";
import { isForProgram } from "./shortcuts.js";
import { Size } from "./size.js";
import { readTheme, watchTheme } from "./theme.js";

const RESET = "\x1bc";
const SHEET_LINES = 2000; // of text that is shown to be selected
const ARROWS = { up: "A", down: "B", right: "C", left: "D" };

export class Screen {
  constructor({ host, id, server, readOnly, fontSize, term, fit, tell, on }) {
    Object.assign(this, { host, term, readOnly, tell, on });
    this.ctrl = false;
    const address = new URL(`/api/pty/${encodeURIComponent(id)}`, server).href;
    const link = new TerminalLink({ url: `${address.replace("http", "ws")}/ws`, readOnly, screen: this });
    const live = () => !link.replays;
    this.link = link;
    this.size = new Size({ host, term, fit, link, readOnly, fontSize, tell: (size) => tell({ size }) });
    this.owner = new Owner(address, (owner) => tell({ owner }));
    this.pictures = new Pictures(term);
    this.find = new Find(term);
    this.commands = new Commands(term, { live, changed: (command) => this.gutter.show(command) });
    this.gutter = new Gutter(term, this.commands, (command) => this.offer(command));
    const ask = (question) => tell({ question });
    const mayAsk = () => !readOnly && live();
    this.clipboard = new Clipboard({ id, term, live: mayAsk, ask, refused: this.refused });
    this.endings = [watchTheme(() => this.repaint()), ...this.listen(), ...this.watchPage()];
    this.size.fit();
    link.open();
  }

  listen() {
    const { term, link } = this;
    const bindings = [
      term.onData((text) => (isReport(text) ? link.type(text) : this.typed(text))),
      term.onBinary((text) => this.owner.isPerson && link.typeBytes(Uint8Array.from(text, (c) => c.charCodeAt(0)))),
      term.onTitleChange((title) => this.on.title(title)),
      term.onScroll(() => this.scrolled()),
    ];
    term.attachCustomKeyEventHandler((event) => isForProgram(event, this));
    return bindings.map((binding) => () => binding.dispose());
  }

  watchPage() {
    const ending = new AbortController();
    const { signal } = ending;
    const seen = () => document.visibilityState === "visible" && this.link.wake();
    document.addEventListener("visibilitychange", seen, { signal });
    window.addEventListener("online", () => this.link.renew(), { signal });
    this.host.addEventListener("paste", (event) => this.clipboard.pasting(event), { capture: true, signal });
    const observer = new ResizeObserver(() => requestAnimationFrame(() => this.closed || this.size.fit()));
    observer.observe(this.host);
    return [() => ending.abort(), () => observer.disconnect()];
  }

  close() {
    this.closed = true;
    this.link.close();
    this.endings.forEach((end) => end());
    this.term.dispose();
  }

  /* From the person. */

  typed(text) {
    if (this.ctrl && text.length === 1) {
      text = String.fromCharCode(text.toUpperCase().charCodeAt(0) & 0x1f);
      this.holdCtrl(false);
    }
    if (!this.owner.isPerson) {
      if (!isMouse(text)) this.owner.knock();
      return;
    }
    this.gutter.leave();
    this.size.claim();
    if (!this.link.type(text)) this.refused("Too much was typed while the terminal is away.");
  }

  press(key) {
    this.typed(key in ARROWS ? this.arrow(key) : { esc: "\x1b", tab: "\t" }[key]);
    this.term.focus();
  }

  arrow(key) {
    return (this.term.modes.applicationCursorKeysMode ? "\x1bO" : "\x1b[") + ARROWS[key];
  }

  holdCtrl(held) {
    this.ctrl = held;
    this.tell({ ctrl: held });
  }

  readAloud(on) {
    keepReadsAloud(on);
    this.term.options.screenReaderMode = on;
    this.term.focus();
  }

  useThisSize() {
    this.size.claim();
    this.term.focus();
  }

  async changeOwner() {
    if (!this.owner.agent || this.readOnly) return;
    const taking = !this.owner.isPerson;
    const fault = await this.owner.change(taking ? "take-over" : "hand-back");
    if (fault) this.refused(fault);
    else if (taking) this.size.claim();
    this.term.focus();
  }

  openFind() {
    this.tell({ finding: { chosen: this.term.getSelection().split("\n")[0] } });
  }

  closeFind() {
    this.tell({ finding: null });
    this.find.close();
  }

  openText() {
    this.tell({ text: this.commands.textBetween(this.commands.line - SHEET_LINES, this.commands.line) });
  }

  closeText() {
    this.tell({ text: null });
    this.term.focus();
  }

  /* Commands. */

  offer(command) {
    const output = this.commands.outputOf(command);
    const again = !this.readOnly && this.owner.isPerson && this.commands.atEmptyPrompt && command.command;
    this.tell({ menu: { command, output, again: Boolean(again), place: this.gutter.place(command) } });
  }

  closeMenu() {
    this.tell({ menu: null });
    this.gutter.leave();
    this.term.focus();
  }

  rerun({ command }) {
    if (!this.commands.atEmptyPrompt) return;
    this.term.paste(command);
    this.typed("\r");
  }

  /* From the link. */

  hello({ session, reset, preamble, nonce }) {
    this.commands.nonce = nonce;
    this.firstLine = session.firstLine;
    this.owner.set(session.agentId, session.owner);
    if (reset) this.write(new TextEncoder().encode(RESET + preamble));
    if (this.size.foreign || !this.owner.isPerson) this.size.follow(session.cols, session.rows);
    this.tell({ ready: true });
  }

  write(bytes, shown) {
    this.pictures.pass(bytes, () => this.closed || this.term.write(bytes, shown));
  }

  resized(cols, rows) {
    this.size.follow(cols, rows);
  }

  owned(who) {
    this.owner.set(this.owner.agent, who);
  }

  phase(phase) {
    this.tell({ phase });
  }

  exited(session) {
    this.term.options.disableStdin = true;
    this.term.options.cursorBlink = false;
    this.on.exited(session);
  }

  gone(reason) {
    this.on.gone(reason);
  }

  refused = (refused) => this.tell({ refused });

  repaint() {
    this.term.options.theme = readTheme(this.host);
    this.gutter.repaint();
  }

  scrolled() {
    const { viewportY, baseY } = this.term.buffer.active;
    const cut = viewportY === 0 && (this.firstLine > 1 || baseY >= this.term.options.scrollback);
    if (cut !== this.cut) this.tell({ cut });
    this.cut = cut;
  }
}
