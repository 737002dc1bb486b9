/* To the clipboard: what a person copies, and what a program wants copied. */

const COPY_LIMIT = 1_000_000;
const ALLOWED = "boocode.terminal.copies.";

/* Copies `text`; false where the browser does not let it be. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOldWay(text); // without TLS there is no other
  }
}

function copyOldWay(text) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus?.();
  return done;
}

/* OSC 52. A program may offer text for the clipboard, and the person decides; it never reads it. */
export class CopyRequests {
  /* `live()`: it happens now, and is no replay. `ask(question)` shows the question. */
  constructor({ id, live, ask, refused }) {
    Object.assign(this, { key: ALLOWED + id, live, ask, refused });
  }

  /* The add-on that decodes is loaded with the first offer, and given the latest one again. A question
     for what the clipboard holds gets no answer at all: an empty one would be typed at the prompt. */
  attach(term) {
    term.parser.registerOscHandler(52, (payload) => {
      if (isQuestion(payload) || !this.live()) return true;
      this.latest = payload;
      this.loading ??= this.load(term).catch(() => (this.loading = undefined));
      return true;
    });
  }

  async load(term) {
    const { ClipboardAddon } = await import("@xterm/addon-clipboard");
    const readText = () => "";
    const writeText = (_selection, text) => void this.offered(text); // the parser does not wait for it
    term.loadAddon(new ClipboardAddon(undefined, { readText, writeText }));
    term.parser.registerOscHandler(52, isQuestion);
    term.write(`\x1b]52;${this.latest}\x07`);
  }

  async offered(text) {
    if (!text || !this.live()) return;
    if (text.length > COPY_LIMIT) {
      this.refused(`The program wanted to copy ${text.length} characters: over ${COPY_LIMIT} are refused.`);
    } else if (!sessionStorage.getItem(this.key) || !(await copyText(text))) {
      this.ask({ kind: "copy", text });
    }
  }

  allow() {
    sessionStorage.setItem(this.key, "yes");
  }
}

const isQuestion = (payload) => payload.split(";")[1] === "?";
