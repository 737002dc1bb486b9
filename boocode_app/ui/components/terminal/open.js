/* Makes an xterm.js terminal with what every terminal needs; the rest is loaded when it is used. */

import { linkHandler } from "./links.js";
import { readsAloud } from "./preferences.js";
import { drawWithWebgl } from "./renderer.js";
import { Screen } from "./screen.js";
import { readTheme } from "./theme.js";

const FONT =
  'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace';
const SCROLLBACK = 50_000; // as many lines as the server keeps
const RULER_WIDTH = 14; // that of the scroll bar, which it shares

/* Opens a screen in `host`; null where `signal` was aborted meanwhile. `tell(change)` changes what is
   shown around it, `on` is told title(text), gone(reason) and exited(session). */
export async function openScreen({ host, id, server, readOnly, fontSize, label, tell, on, signal }) {
  const [{ Terminal }, ...addons] = await Promise.all([
    import("@xterm/xterm"),
    import("@xterm/addon-fit"),
    import("@xterm/addon-unicode11"),
    import("@xterm/addon-web-links"),
  ]);
  if (signal.aborted) return null;
  const { FitAddon, Unicode11Addon, WebLinksAddon } = Object.assign({}, ...addons);
  const links = linkHandler((target) => tell({ target }));
  const term = new Terminal({
    allowProposedApi: true, // the width tables of Unicode 11 and decorations count as proposed
    cursorBlink: !readOnly,
    disableStdin: readOnly,
    fontFamily: FONT,
    fontSize,
    linkHandler: links,
    minimumContrastRatio: 4.5,
    overviewRuler: { width: RULER_WIDTH },
    screenReaderMode: readsAloud(),
    scrollback: SCROLLBACK,
    theme: readTheme(host),
  });
  const fit = new FitAddon();
  term.loadAddon(fit);
  term.loadAddon(new Unicode11Addon());
  term.unicode.activeVersion = "11";
  term.loadAddon(new WebLinksAddon(links.activate, links));
  term.open(host);
  term.textarea?.setAttribute("aria-label", label);
  await drawWithWebgl(host, term);
  if (signal.aborted) {
    term.dispose();
    return null;
  }
  return new Screen({ host, id, server, readOnly, fontSize, term, fit, tell, on });
}
