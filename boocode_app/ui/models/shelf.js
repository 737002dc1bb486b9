/* The models of this house as the page knows them.

   Invariant: the list is read when a stream of events begins, soon after each event that changes it,
   and every CALM_MS for what no event tells; one reading at a time, none while nobody looks. What
   fails leaves the last list standing, and says since when it stands. */

import { useCallback, useEffect, useRef, useState } from "react";
import * as api from "./api.js";
import { follow } from "./events.js";
import { added } from "./samples.js";

const CALM_MS = 5000;
const SOON_MS = 150;
const UNKNOWN = { phase: "loading", models: [], fault: "", since: null };

/* { phase: loading, ready or failed; models; fault: why the last reading failed; since: the time of
   the list that stands; samples: what each model measured, by its name; look } */
export function useShelf() {
  const [shelf, setShelf] = useState(UNKNOWN);
  const [samples, setSamples] = useState({});
  const reader = useRef(null);

  useEffect(() => {
    const reading = new Reading(setShelf);
    reader.current = reading;
    const end = follow(
      api.eventsLink(),
      {
        state: () => reading.soon(),
        queue: () => reading.soon(),
        download: ({ model, download }) => {
          setShelf((was) => patched(was, model, { download }));
          if (!download || download.state !== "running") reading.soon();
        },
        live: ({ model, live }) =>
          live && setSamples((was) => ({ ...was, [model]: added(was[model] ?? [], live) })),
      },
      () => reading.look(),
    );
    const seen = () => !document.hidden && reading.look();
    document.addEventListener("visibilitychange", seen);
    reading.look();
    return () => {
      document.removeEventListener("visibilitychange", seen);
      end();
      reading.end();
    };
  }, []);

  const look = useCallback(() => reader.current?.look(), []);
  return { ...shelf, samples, look };
}

/* One reading of the list after another. */
class Reading {
  constructor(enter) {
    this.enter = enter;
    this.running = null;
    this.wanted = false;
    this.over = false;
  }

  /* Resolves when a list is shown that is no older than this call. */
  async look() {
    this.wanted = true;
    this.running ??= this.read().finally(() => {
      this.running = null;
      this.next(CALM_MS);
    });
    return this.running;
  }

  soon() {
    if (this.running) this.wanted = true;
    else this.next(SOON_MS);
  }

  next(wait) {
    clearTimeout(this.timer);
    if (!this.over && !document.hidden) this.timer = setTimeout(() => this.look(), wait);
  }

  end() {
    this.over = true;
    clearTimeout(this.timer);
  }

  async read() {
    while (this.wanted && !this.over) {
      this.wanted = false;
      const [models, fault] = await api.list().then((found) => [found, ""], (error) => [null, error.message]);
      if (this.over) return;
      this.enter((was) => {
        if (models) return { phase: "ready", models, fault: "", since: new Date().toISOString() };
        return { ...was, phase: was.phase === "ready" ? "ready" : "failed", fault };
      });
    }
  }
}

const patched = (shelf, name, change) => ({
  ...shelf,
  models: shelf.models.map((model) => (model.name === name ? { ...model, ...change } : model)),
});
