/* A dot beside each command, in colour and shape, and the way from one command to the next. */

import { coloursOf } from "./theme.js";

const COLOURS = { running: "brightBlack", ended: "brightBlack", good: "green", bad: "red" };
const STATES = { running: "running", ended: "ended" };

export class Gutter {
  /* `pick(command)`: the person wants to do something with it. */
  constructor(term, commands, pick) {
    Object.assign(this, { term, commands, pick, current: null, highlight: null });
  }

  /* `command` is new, or it changed. */
  show(command) {
    command.dot ??= this.placed(command);
    if (!command.dot) return;
    command.dot.options.overviewRulerOptions = this.onRuler(command);
    if (command.dot.element) dress(command.dot.element, command);
  }

  placed(command) {
    const overviewRulerOptions = this.onRuler(command);
    const dot = this.term.registerDecoration({ marker: command.place, overviewRulerOptions });
    dot?.onRender((element) => {
      if (element.dataset.dressed) return;
      element.dataset.dressed = "true";
      element.append(this.button(command));
      dress(element, command);
    });
    return dot;
  }

  button(command) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1; // by keys it is reached from the terminal itself
    button.addEventListener("mousedown", (event) => event.stopPropagation()); // selects no text
    button.addEventListener("click", () => this.pick(command));
    return button;
  }

  onRuler(command) {
    return { color: this.term.options.theme[COLOURS[command.state]] ?? "gray", position: "left" };
  }

  /* The theme changed. */
  repaint() {
    this.commands.list.forEach((command) => this.show(command));
  }

  /* Scroll to the command before (-1) or after (1) the one that was come to last. */
  travel(step) {
    const { list } = this.commands;
    const from = list.includes(this.current) ? list.indexOf(this.current) : list.length;
    const next = list[Math.max(0, from + step)];
    if (next) this.come(next);
    else this.leave(true);
  }

  come(command) {
    this.leave();
    this.current = command;
    this.term.scrollToLine(Math.max(0, command.top.line));
    const [backgroundColor] = coloursOf(this.term.element, "--term-jump");
    this.highlight = this.term.registerDecoration({
      marker: command.top,
      width: this.term.cols,
      height: Math.max(1, command.output.line - command.top.line),
      backgroundColor,
    });
  }

  /* No command is come to any more; with `down`, the newest line is shown. */
  leave(down = false) {
    this.highlight?.dispose();
    this.highlight = null;
    this.current = null;
    if (down) this.term.scrollToBottom();
  }

  /* The command come to, or the last one. */
  pickCurrent() {
    const command = this.current ?? this.commands.list.at(-1);
    if (!command) return;
    if (this.current !== command) this.come(command);
    this.pick(command);
  }

  /* Where on the page `command` stands: its left, top and bottom edge. */
  place(command) {
    const screen = this.term.element.querySelector(".xterm-screen").getBoundingClientRect();
    const height = screen.height / this.term.rows;
    const row = command.place.line - this.term.buffer.active.viewportY;
    const top = screen.top + Math.min(Math.max(row, 0), this.term.rows - 1) * height;
    return { left: screen.left, top, bottom: top + height };
  }
}

/* `how it ended, and how long it took`: a dash where that is not known. */
export function inWords({ state, exitCode, took }) {
  const ending = STATES[state] ?? `exit code ${exitCode}`;
  return state === "running" ? ending : `${ending}, took ${took === null ? "–" : duration(took)}`;
}

function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}

function dress(element, command) {
  element.classList.add("term-mark");
  element.dataset.state = command.state;
  const button = element.querySelector("button");
  if (!button) return;
  button.title = `${command.command || "A command"}\n${inWords(command)}`;
  button.setAttribute("aria-label", `${command.command || "A command"}: ${inWords(command)}`);
}
