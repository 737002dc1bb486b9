/* The folders of a project, as far as a person opened them.

   Invariant: a folder that was read once stays on the screen until what is read anew takes its
   place; a failed reading says so beside it. */

import { rowsOf } from "./rows.js";

const trees = new Map();

/* The tree of a project, which outlives the tab. `ask(method, path)` asks under its files. */
export function treeOf(projectId, ask) {
  if (!trees.has(projectId)) trees.set(projectId, new Tree(ask));
  return trees.get(projectId);
}

export class Tree {
  constructor(ask) {
    this.ask = ask;
    this.folders = new Map();
    this.open = new Set([""]);
    this.watchers = new Set();
    this.state = { rows: [], phase: "loading", fault: "" };
  }

  subscribe = (watcher) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  snapshot = () => this.state;

  /* Read the top folder, or all that is open again. */
  async refresh() {
    await Promise.all([...this.open].map((path) => this.read(path)));
  }

  async toggle(path, on = !this.open.has(path)) {
    if (on === this.open.has(path)) return;
    if (on) this.open.add(path);
    else this.open.delete(path);
    this.tell();
    if (on) await this.read(path);
  }

  /* Open the folders above `path`. */
  async reveal(path) {
    const parts = path.split("/").slice(0, -1);
    const above = parts.map((_, at) => parts.slice(0, at + 1).join("/"));
    above.forEach((folder) => this.open.add(folder));
    this.tell();
    await Promise.all(above.filter((folder) => !this.folders.has(folder)).map((one) => this.read(one)));
  }

  async read(path) {
    const before = this.folders.get(path);
    const reading = (before?.reading ?? 0) + 1;
    this.folders.set(path, { items: null, total: 0, fault: "", ...before, reading });
    this.tell();
    const found = await this.answer(path);
    if (this.folders.get(path)?.reading !== reading) return;
    this.folders.set(path, { ...this.folders.get(path), ...found });
    if (found.gone && path) this.open.delete(path);
    this.tell();
  }

  async answer(path) {
    try {
      const page = await this.ask("GET", `?${new URLSearchParams({ path })}`);
      return { items: page.items, total: page.totals.entries, fault: "" };
    } catch (error) {
      return { fault: error.message, gone: error.status === 404 };
    }
  }

  tell() {
    const top = this.folders.get("");
    const phase = top?.items ? "shown" : top?.fault ? "failed" : "loading";
    const rows = phase === "shown" ? rowsOf(this.folders, this.open) : [];
    this.state = { rows, phase, fault: top?.fault ?? "" };
    this.watchers.forEach((watcher) => watcher());
  }
}
