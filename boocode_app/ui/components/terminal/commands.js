/* The commands that a terminal's shell ran, by its marks.

   Invariant: a command stands for as long as the line it was typed on is kept; what the marks do not
   tell (an exit code, a duration from before this page) is null, never a guess. */

import { readMark } from "./marks.js";

const LIMIT = 200; // each costs xterm.js a little for every line that leaves the scrollback

export class Commands {
  /* `live()`: whether what is parsed happens now, and is no replay; `changed(command)`: it is new,
     or it ended. */
  constructor(term, { live, changed }) {
    this.term = term;
    this.live = live;
    this.changed = changed;
    this.nonce = "";
    this.list = [];
    this.prompt = null;
    this.told = "";
    const take = (payload) => this.take(readMark(payload, this.nonce));
    term.parser.registerOscHandler(133, take);
    term.parser.registerOscHandler(633, take);
    term.parser.registerEscHandler({ final: "c" }, () => this.forget());
  }

  /* The one that runs now. */
  get running() {
    const last = this.list.at(-1);
    return last?.state === "running" ? last : undefined;
  }

  /* The cursor's. */
  get line() {
    const { baseY, cursorY } = this.term.buffer.active;
    return baseY + cursorY;
  }

  /* Whether the shell waits at a prompt on which nothing is typed. */
  get atEmptyPrompt() {
    const { prompt } = this;
    return prompt?.place.line === this.line && prompt.entry === this.term.buffer.active.cursorX;
  }

  take(mark) {
    if (mark && this.term.buffer.active.type === "normal") this.steps[mark.kind].call(this, mark);
    return true;
  }

  steps = {
    A() {
      this.end(null);
      this.standAt();
    },
    B() {
      this.standAt(this.prompt?.top);
      this.prompt.entry = this.term.buffer.active.cursorX;
    },
    E({ command }) {
      this.told = command;
    },
    C() {
      this.begin();
    },
    D({ exitCode }) {
      this.end(exitCode);
    },
  };

  /* At a prompt whose first line is `top`, the cursor's own where it is not given. Its `entry`, the
     column where the command line begins, is known when the prompt ends. */
  standAt(top) {
    const former = this.prompt?.place;
    const place = top?.line === this.line ? top : this.term.registerMarker(0);
    this.prompt = { top: top ?? place, place, entry: null };
    if (former !== place && former !== top) former?.dispose();
  }

  begin() {
    const { top, place, entry } = this.prompt ?? this.markHere();
    const output = this.term.registerMarker(0);
    const began = this.live() ? performance.now() : null;
    const command = {
      command: this.told || this.typedAt(place, entry), state: "running", exitCode: null, took: null,
      top, place, output, end: null, began,
    };
    this.prompt = null;
    this.told = "";
    this.list.push(command);
    place.onDispose(() => this.drop(command));
    if (this.list.length > LIMIT) this.list[0].place.dispose();
    this.changed(command);
  }

  end(exitCode) {
    const command = this.running;
    if (!command) return;
    command.end = this.term.registerMarker(0);
    command.endsWithin = this.term.buffer.active.cursorX > 0;
    command.exitCode = exitCode;
    command.state = exitCode === null ? "ended" : exitCode === 0 ? "good" : "bad";
    if (command.began !== null && this.live()) command.took = performance.now() - command.began;
    this.changed(command);
  }

  /* The screen begins anew: a reset says so, or the server does. */
  forget() {
    for (const command of [...this.list]) command.place.dispose();
    this.prompt?.place.dispose();
    this.prompt = null;
    return false;
  }

  drop(command) {
    this.list = this.list.filter((one) => one !== command);
    for (const marker of [command.top, command.output, command.end]) marker?.dispose();
  }

  markHere() {
    const place = this.term.registerMarker(0);
    return { top: place, place, entry: null };
  }

  /* What stands from column `entry` on, where it is one line: bash does not tell what it keeps out of
     its history, and further lines begin with prompts of their own. */
  typedAt(place, entry) {
    if (entry === null) return "";
    const typed = this.textBetween(place.line, this.line - 1, entry).trim();
    return typed.includes("\n") ? "" : typed;
  }

  /* What `command` printed and is still kept. */
  outputOf({ output, end, endsWithin }) {
    return this.textBetween(output.line, end ? end.line - (endsWithin ? 0 : 1) : this.line);
  }

  /* The text of some lines of the buffer, wrapped ones made whole; of the first one from `column` on. */
  textBetween(first, last, column = 0) {
    const buffer = this.term.buffer.active;
    const lines = [];
    for (let row = Math.max(first, 0); row <= last || buffer.getLine(row)?.isWrapped; row++) {
      const line = buffer.getLine(row);
      if (!line) break;
      const goesOn = buffer.getLine(row + 1)?.isWrapped;
      const text = line.translateToString(!goesOn, row === first ? column : 0);
      if (line.isWrapped && lines.length) lines[lines.length - 1] += text;
      else lines.push(text);
    }
    return lines.join("\n");
  }
}
