/* An xterm.js screen bound to a link: what a person sees and types. Knows the DOM, not React. */

import { TerminalLink } from "./link.js";
import { readTheme, watchTheme } from "./theme.js";

const FONT =
  'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace';
const SCROLLBACK = 10_000;
const RESET = "\x1bc";

/* Opens a screen in `host`. `on`: ready(), phase(name), exited(session), gone(reason),
   refused(reason), title(text). Returns null where `signal` was aborted meanwhile. */
export async function openScreen({ host, url, readOnly, fontSize, label, on, signal }) {
  const [{ Terminal }, { FitAddon }, { Unicode11Addon }, { WebLinksAddon }] = await Promise.all([
    import("@xterm/xterm"),
    import("@xterm/addon-fit"),
    import("@xterm/addon-unicode11"),
    import("@xterm/addon-web-links"),
  ]);
  if (signal.aborted) return null;
  const term = new Terminal({
    allowProposedApi: true, // the width tables of Unicode 11 count as proposed
    cursorBlink: !readOnly,
    disableStdin: readOnly,
    fontFamily: FONT,
    fontSize,
    minimumContrastRatio: 4.5,
    scrollback: SCROLLBACK,
    theme: readTheme(host),
  });
  const fit = new FitAddon();
  term.loadAddon(fit);
  term.loadAddon(new Unicode11Addon());
  term.unicode.activeVersion = "11";
  term.loadAddon(new WebLinksAddon());
  term.open(host);
  term.textarea?.setAttribute("aria-label", label);
  await drawWithWebgl(host, term);
  if (signal.aborted) {
    term.dispose();
    return null;
  }
  return new Screen({ host, url, readOnly, term, fit, on });
}

class Screen {
  constructor({ host, url, readOnly, term, fit, on }) {
    Object.assign(this, { host, term, fit, on, readOnly });
    this.foreign = readOnly; // whose size this is: another viewer's
    this.ctrl = false;
    this.link = new TerminalLink({ url, readOnly, screen: this });
    this.endings = [
      watchTheme(() => (term.options.theme = readTheme(host))),
      ...this.listen(),
      ...this.watchPage(),
    ];
    this.fitNow();
    this.link.open();
  }

  listen() {
    const { term, link } = this;
    const bindings = [
      term.onData((text) => this.typed(text)),
      term.onBinary((text) => link.typeBytes(Uint8Array.from(text, (c) => c.charCodeAt(0)))),
      term.onTitleChange((title) => this.on.title(title)),
    ];
    term.attachCustomKeyEventHandler((event) => this.takesKey(event));
    return bindings.map((binding) => () => binding.dispose());
  }

  watchPage() {
    const ending = new AbortController();
    const { signal } = ending;
    const seen = () => document.visibilityState === "visible" && this.link.wake();
    document.addEventListener("visibilitychange", seen, { signal });
    window.addEventListener("online", () => this.link.renew(), { signal });
    this.host.addEventListener("focusin", () => this.claimSize(), { signal });
    const observer = new ResizeObserver(() => requestAnimationFrame(() => this.fitNow()));
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
    this.claimSize();
    if (!this.link.type(text)) this.on.refused("Too much was typed while the terminal is away.");
  }

  press(key) {
    this.typed(key === "up" || key === "down" || key === "left" || key === "right"
      ? this.arrow(key)
      : { esc: "\x1b", tab: "\t" }[key]);
    this.term.focus();
  }

  arrow(key) {
    const letter = { up: "A", down: "B", right: "C", left: "D" }[key];
    return (this.term.modes.applicationCursorKeysMode ? "\x1bO" : "\x1b[") + letter;
  }

  holdCtrl(held) {
    this.ctrl = held;
    this.on.ctrl(held);
  }

  async paste() {
    try {
      this.term.paste(await navigator.clipboard.readText());
    } catch {
      this.on.refused("The browser did not allow to read the clipboard.");
    }
    this.term.focus();
  }

  takesKey(event) {
    if (event.type !== "keydown" || !event.ctrlKey) return true;
    if (event.key === "`") return false; // the one key that leaves a terminal
    if (event.shiftKey && event.code === "KeyC" && this.term.hasSelection()) {
      navigator.clipboard?.writeText(this.term.getSelection());
      event.preventDefault();
      return false;
    }
    return true;
  }

  /* Who types or focuses owns the size. */
  claimSize() {
    if (!this.foreign || this.readOnly) return;
    this.foreign = false;
    this.fitNow();
    this.link.resize(this.term.cols, this.term.rows, true);
  }

  fitNow() {
    if (this.closed || this.foreign || !this.host.offsetParent) return;
    this.fit.fit();
    this.link.resize(this.term.cols, this.term.rows);
  }

  /* From the link. */

  hello(session, reset, preamble) {
    if (reset) this.term.write(RESET + preamble);
    if (this.foreign) this.term.resize(session.cols, session.rows);
    this.on.ready();
  }

  write(bytes, shown) {
    this.term.write(bytes, shown);
  }

  resized(cols, rows) {
    this.foreign = true;
    this.term.resize(cols, rows);
  }

  phase(name) {
    this.on.phase(name);
  }

  exited(session) {
    this.term.options.disableStdin = true;
    this.term.options.cursorBlink = false;
    this.on.exited(session);
  }

  gone(reason) {
    this.on.gone(reason);
  }

  refused(reason) {
    this.on.refused(reason);
  }
}

/* Several times faster; where the browser has no graphics card to draw with, or loses it, the DOM
   renderer draws. Its cells are not quite as wide, so it comes before the first fit. */
async function drawWithWebgl(host, term) {
  host.dataset.renderer = "dom";
  if (!hasGraphicsCard()) return;
  try {
    const { WebglAddon } = await import("@xterm/addon-webgl");
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => {
      webgl.dispose();
      host.dataset.renderer = "dom";
    });
    term.loadAddon(webgl);
    host.dataset.renderer = "webgl";
  } catch {
    host.dataset.renderer = "dom";
  }
}

/* WebGL drawn by the processor is slower than the DOM. */
function hasGraphicsCard() {
  const probe = document.createElement("canvas");
  const context = probe.getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  const names = context.getExtension("WEBGL_debug_renderer_info");
  const renderer = names ? context.getParameter(names.UNMASKED_RENDERER_WEBGL) : "";
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
}
