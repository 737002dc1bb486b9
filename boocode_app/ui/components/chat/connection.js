/* One session's link to the server: its pages, its stream, and what the person does.

   Invariant: there is at most one EventSource, and it is opened after `state.seq`, so whatever
   broke, and however often, the conversation goes on where it was. */

import {
  EMPTY,
  applied,
  isRunning,
  opened,
  without,
  withDraft,
  withOlder,
  withRefusal,
  withTurn,
} from "./stream.js";

const KINDS = ["message", "status", "session", "text"];
const BACKOFF_MS = [250, 500, 1000, 1000, 1000, 2000, 2000, 4000, 8000];
const PAGE = 50;
const ASLEEP_MS = 60_000;
const SILENCE_MS = 40_000; // the server says something every 15 s

export class Refusal extends Error {
  constructor(detail, status) {
    super(detail);
    this.status = status;
  }
}

export class Conversation {
  constructor({ base, onSession, onTitle, onStatus, fetch, EventSource }) {
    this.base = base;
    this.tell = { onSession, onTitle, onStatus };
    this.fetch = fetch ?? globalThis.fetch.bind(globalThis);
    this.EventSource = EventSource ?? globalThis.EventSource;
    this.watchers = new Set();
    this.sessionId = null;
    this.state = { ...EMPTY, phase: "new", link: "open", fault: "" };
    this.attempt = 0;
  }

  subscribe = (watcher) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  snapshot = () => this.state;

  /* Show a session; null shows an empty one that begins with the first message. */
  async open(sessionId) {
    if (sessionId === this.sessionId && this.state.phase !== "failed") return;
    this.close();
    this.sessionId = sessionId;
    this.set({ ...EMPTY, phase: sessionId ? "loading" : "new", link: "open", fault: "" });
    if (sessionId) await this.load(sessionId);
  }

  async load(sessionId) {
    try {
      const [session, page] = await Promise.all([
        this.ask(`/sessions/${sessionId}`),
        this.ask(`/sessions/${sessionId}/messages?limit=${PAGE}`),
      ]);
      if (this.sessionId !== sessionId) return;
      this.set({ ...this.state, ...opened(session, page), phase: "ready", fault: "" });
      this.connect();
    } catch (refusal) {
      if (this.sessionId !== sessionId) return;
      this.set({ ...this.state, phase: "failed", fault: refusal.message });
      if (refusal.status !== 404) this.later(() => this.load(sessionId));
    }
  }

  reload() {
    this.attempt = 0;
    clearTimeout(this.timer);
    if (this.state.phase === "failed") {
      this.set({ ...this.state, phase: "loading" });
      this.load(this.sessionId);
    } else this.connect();
  }

  /* The page is gone. */
  leave() {
    this.close();
    this.sessionId = null;
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
    this.attempt = 0;
  }

  connect() {
    this.source?.close();
    const url = `${this.base}/sessions/${this.sessionId}/events?after=${this.state.seq}`;
    const source = new this.EventSource(url, { withCredentials: true });
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      this.set({ ...this.state, link: "open", fault: "" });
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        if (source !== this.source) return;
        this.heard(source);
        // A text event has no id of its own: the browser repeats the last one there.
        const seq = kind === "text" ? null : Number(event.lastEventId);
        this.set(applied(this.state, JSON.parse(event.data), seq));
      });
    }
    source.addEventListener("ping", () => this.heard(source));
    source.onerror = () => source === this.source && this.lost();
    this.heard(source);
  }

  /* A link that says nothing for long is dead, though nobody told the browser. */
  heard(source) {
    if (source !== this.source) return;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => source === this.source && this.lost(), SILENCE_MS);
  }

  lost() {
    this.source.close();
    this.source = null;
    this.set({ ...this.state, link: "lost" });
    this.retry(this.sessionId);
  }

  retry(sessionId) {
    this.later(async () => {
      try {
        await this.ask(`/sessions/${sessionId}`);
        if (this.sessionId === sessionId) this.connect();
      } catch (refusal) {
        if (this.sessionId !== sessionId) return;
        this.set({ ...this.state, fault: refusal.message });
        this.retry(sessionId);
      }
    });
  }

  /* The machine slept or the network changed: an old stream may be dead without knowing. */
  wake(asleepMs = Infinity) {
    if (this.sessionId && this.state.phase === "ready" && asleepMs > ASLEEP_MS) this.connect();
    else if (this.state.link === "lost" || this.state.phase === "failed") this.reload();
  }

  later(act) {
    const pause = BACKOFF_MS[Math.min(this.attempt++, BACKOFF_MS.length - 1)];
    clearTimeout(this.timer);
    this.timer = setTimeout(act, pause * (0.75 + Math.random() / 2));
  }

  async send(text, projectId, clientId = newClientId()) {
    this.set(withDraft(this.state, clientId, text));
    const begins = this.sessionId === null;
    try {
      if (begins) await this.begin(projectId);
      const turn = await this.ask(`/sessions/${this.sessionId}/messages`, "POST", {
        text,
        client_id: clientId,
      });
      this.set(withTurn(this.state, turn));
    } catch (refusal) {
      this.set(withRefusal(this.state, clientId, refusal.message));
    }
    if (begins && this.sessionId) this.tell.onSession?.(this.sessionId);
  }

  async begin(projectId) {
    const session = await this.ask("/sessions", "POST", { project_id: projectId });
    this.sessionId = session.id;
    this.set({ ...this.state, session, status: session.status, phase: "ready" });
    this.connect();
  }

  /* Ask again: a message that was refused under its own id, anything else as a new turn. */
  async again(message, projectId) {
    const { messages } = this.state;
    if (message.draft) {
      this.set(without(this.state, message.key));
      return this.send(message.text, projectId, message.key);
    }
    const question = messages.find(
      (other) => other.role === "user" && other.task_id === message.task_id,
    );
    return question && !isRunning(this.state) ? this.send(question.text, projectId) : undefined;
  }

  async stop() {
    try {
      await this.ask(`/sessions/${this.sessionId}/stop`, "POST");
    } catch (refusal) {
      this.set({ ...this.state, detail: refusal.message });
    }
  }

  async older() {
    const { older } = this.state;
    if (!older || this.loadingOlder) return;
    this.loadingOlder = true;
    const sessionId = this.sessionId;
    try {
      const at = encodeURIComponent(older);
      const page = await this.ask(`/sessions/${sessionId}/messages?limit=${PAGE}&cursor=${at}`);
      if (this.sessionId === sessionId) this.set(withOlder(this.state, page));
    } catch (refusal) {
      this.set({ ...this.state, detail: refusal.message });
    } finally {
      this.loadingOlder = false;
    }
  }

  async ask(path, method = "GET", body = undefined) {
    let answer;
    try {
      answer = await this.fetch(this.base + path, {
        method,
        credentials: "include",
        headers: body ? { "Content-Type": "application/json" } : {},
        body: body && JSON.stringify(body),
      });
    } catch {
      throw new Refusal("BooCode does not answer.", 0);
    }
    if (answer.status === 401) throw new Refusal("You are logged out. Reload to log in.", 401);
    const told = await answer.json().catch(() => null);
    if (answer.ok && told) return told;
    throw new Refusal(told?.detail || `BooCode answered with ${answer.status}.`, answer.status);
  }

  set(next) {
    const before = this.state;
    if (next === before) return;
    this.state = next;
    if (next.session && next.session.title !== before.session?.title) {
      this.tell.onTitle?.(next.session.id, next.session.title);
    }
    if (next.status !== before.status) this.tell.onStatus?.(next.status);
    this.watchers.forEach((watcher) => watcher());
  }
}

export function newClientId() {
  if (globalThis.crypto?.randomUUID) return crypto.randomUUID(); // in secure contexts only
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
