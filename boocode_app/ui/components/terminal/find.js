/* Finding text in a terminal, its scrollback included. */

import { coloursOf } from "./theme.js";

export class Find {
  /* `tell({at, count, fault})`: which match is shown (from 1; 0: none), of how many. */
  constructor(term) {
    this.term = term;
    this.tell = () => {};
  }

  /* Shows the next match of `text`, or the one before. `options`: caseSensitive, wholeWord, regex,
     incremental (a longer text stays where it matches). */
  async search(text, options, backwards = false) {
    this.latest = text;
    if (!(await this.isLoaded()) || text !== this.latest) return;
    if (!text) {
      this.addon.clearDecorations();
      this.tell({ at: 0, count: 0 });
      return;
    }
    const wanted = { ...options, decorations: this.colours() };
    this.forgetOther(options);
    try {
      if (backwards) this.addon.findPrevious(text, wanted);
      else this.addon.findNext(text, wanted);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.addon.clearDecorations();
      this.tell({ at: 0, count: 0, fault: "No regular expression" });
    }
  }

  /* The add-on looks for all matches anew only when the text changed: not for other options. */
  forgetOther({ caseSensitive, wholeWord, regex }) {
    const kind = `${caseSensitive} ${wholeWord} ${regex}`;
    if (kind !== this.kind) this.addon.clearDecorations();
    this.kind = kind;
  }

  close() {
    this.addon?.clearDecorations();
    this.term.focus();
  }

  async isLoaded() {
    try {
      this.loading ??= this.load();
      this.addon = await this.loading;
      return true;
    } catch {
      this.loading = null;
      this.tell({ at: 0, count: 0, fault: "Could not be loaded" });
      return false;
    }
  }

  async load() {
    const { SearchAddon } = await import("@xterm/addon-search");
    const addon = new SearchAddon();
    this.term.loadAddon(addon);
    addon.onDidChangeResults(({ resultIndex, resultCount }) =>
      this.tell({ at: resultIndex + 1, count: resultCount }),
    );
    return addon;
  }

  colours() {
    const names = ["--term-match", "--term-match-active", "--term-match-line"];
    const [match, active, line] = coloursOf(this.term.element, ...names);
    return {
      matchBackground: match,
      matchOverviewRuler: line,
      activeMatchBackground: active,
      activeMatchBorder: line,
      activeMatchColorOverviewRuler: line,
    };
  }
}
