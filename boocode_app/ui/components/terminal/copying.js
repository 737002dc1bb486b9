/* What a program wants copied to the clipboard. */

import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";

const COPY_LIMIT = 1_000_000;
const ALLOWED = "boocode.terminal.copies.";

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
