/* One open file: its facts and as much of its text as has come.

   Invariant: what is shown is one version of the file. A page of another one starts it over; a
   reading that fails leaves what is shown and says so. */

const HELD = 24_000_000; // characters of text that are held at most
const START = Object.freeze({ phase: "loading", part: null, text: "", last: 0, more: false, busy: false, fault: "" });

export class FileReading {
  constructor(ask) {
    this.ask = ask;
    this.watchers = new Set();
    this.state = START;
    this.turn = 0;
  }

  subscribe = (watcher) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  snapshot = () => this.state;

  aim(path) {
    if (path === this.path) return;
    this.path = path;
    this.set(START);
    if (path) this.refresh();
  }

  /* Read it from its start; nothing changes on the screen where the file is the same as before. */
  async refresh() {
    const turn = ++this.turn;
    try {
      const part = await this.page(1);
      if (turn !== this.turn) return;
      const { part: held, last } = this.state;
      if (held?.version === part.version) {
        this.set({ ...this.state, part: { ...part, text: held.text }, fault: "" });
        return;
      }
      this.set({ ...START, phase: "shown", part, text: part.text ?? "", last: part.last, more: part.more });
      if (part.more && last > part.last) await this.upTo(last);
    } catch (error) {
      if (turn !== this.turn) return;
      const gone = error.status === 404;
      const kept = this.state.phase === "shown" && !gone;
      this.set({ ...(kept ? this.state : START), phase: kept ? "shown" : gone ? "gone" : "failed", fault: error.message });
    }
  }

  /* Read on until `line` is there, or the end, or all that is held. */
  async upTo(line) {
    while (this.state.more && this.state.last < line && !this.state.busy && !this.isFull()) {
      if (!(await this.next())) return;
    }
  }

  /* Whether another page came. */
  async next() {
    const turn = this.turn;
    this.set({ ...this.state, busy: true, fault: "" });
    try {
      const part = await this.page(this.state.last + 1);
      if (turn !== this.turn) return false;
      if (part.version !== this.state.part.version) {
        this.set({ ...this.state, busy: false });
        await this.refresh();
        return false;
      }
      const { text, last, more, cut } = part;
      const line = this.state.part.cut ? "\n" : "";
      this.set({ ...this.state, part: { ...this.state.part, cut }, text: this.state.text + line + text, last, more, busy: false });
      return true;
    } catch (error) {
      if (turn === this.turn) this.set({ ...this.state, busy: false, fault: error.message });
      return false;
    }
  }

  isFull() {
    return this.state.text.length > HELD;
  }

  page(first) {
    return this.ask("GET", `/content?${new URLSearchParams({ path: this.path, first })}`);
  }

  set(state) {
    this.state = state;
    this.watchers.forEach((tell) => tell());
  }
}
