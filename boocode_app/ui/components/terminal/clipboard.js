/* The clipboard of a terminal: copied from it, pasted into it, and what is asked before. */

import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { CopyRequests } from "./copying.js";
import { keepPastesUnasked, pastesUnasked } from "./preferences.js";

export class Clipboard {
  /* `live()`: what is parsed happens now, to a person who may act. `ask(question)` shows a question, null
     takes it away; `refused(reason)` says what could not be. */
  constructor({ id, term, live, ask, refused }) {
    Object.assign(this, { term, ask, refused });
    this.requests = new CopyRequests({ id, live, ask, refused });
    this.requests.attach(term);
  }

  async copy(text) {
    if (!(await copyText(text))) this.refused("The browser did not allow to write to the clipboard.");
    this.term.focus();
  }

  copySelection() {
    if (this.term.hasSelection()) this.copy(this.term.getSelection());
  }

  async paste() {
    try {
      const text = await navigator.clipboard.readText();
      if (!this.asksFirst(text)) this.term.paste(text);
    } catch {
      this.refused("The browser did not allow to read the clipboard.");
    }
    this.term.focus();
  }

  /* The browser pastes: what needs asking does not get to the terminal. */
  pasting(event) {
    if (!this.asksFirst(event.clipboardData?.getData("text/plain") ?? "")) return;
    event.preventDefault();
    event.stopPropagation();
  }

  asksFirst(text) {
    const asks = needsAsking(text, this.term.modes.bracketedPasteMode);
    if (asks) this.ask({ kind: "paste", text });
    return asks;
  }

  /* To a question: `yes`, and whether it need not be asked again. */
  async answer({ kind, text }, yes, always) {
    this.ask(null);
    this.term.focus();
    if (!yes) return;
    if (kind === "copy") {
      if (always) this.requests.allow();
      await this.copy(text);
    } else {
      if (always) keepPastesUnasked();
      this.term.paste(text);
    }
  }
}

/* Whether `text` is pasted only when the person says so once more: a program that knows no bracketed
   paste takes each line for one that was entered. */
export function needsAsking(text, bracketed) {
  return !bracketed && /[\r\n]/.test(text.trimEnd()) && !pastesUnasked();
}
