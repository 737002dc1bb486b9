/* All terminals of this house as the page knows them: one list, however many parts show it.

   Invariant: it is read anew when the page hears of a change, and every OUTPUT_MS for the last lines,
   of which it does not hear; one reading at a time, none while nobody looks. What fails leaves the
   last list standing. */

import { useEffect, useSyncExternalStore } from "react";
import { list } from "./pty.js";

const OUTPUT_MS = 3000;
const UNKNOWN = { phase: "loading", sessions: [], fault: "" };

let state = UNKNOWN;
let text = "";
let reading = null;
let timer;
const watchers = new Set();

/* { phase: loading, ready or failed; sessions, the newest first; fault }. Another value of `changes`
   says that there is something new. */
export function useSessions(changes) {
  useEffect(() => {
    if (changes) lookAnew();
  }, [changes]);
  useEffect(() => {
    const seen = () => document.visibilityState === "visible" && look();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, []);
  return useSyncExternalStore(watch, () => state, () => UNKNOWN);
}

/* Reads the list now; resolves when it is shown. */
export function look() {
  reading ??= read().finally(() => {
    reading = null;
    clearTimeout(timer);
    if (watchers.size && !document.hidden) timer = setTimeout(look, OUTPUT_MS);
  });
  return reading;
}

/* As look(), but what is read is no older than this call. */
export async function lookAnew() {
  await reading;
  return look();
}

async function read() {
  try {
    const sessions = await list();
    const now = JSON.stringify(sessions);
    if (now === text && state.phase === "ready") return;
    text = now;
    enter({ phase: "ready", sessions: sessions.toReversed(), fault: "" });
  } catch (error) {
    if (state.phase !== "ready") enter({ phase: "failed", sessions: [], fault: error.message });
  }
}

function watch(changed) {
  watchers.add(changed);
  look();
  return () => {
    watchers.delete(changed);
    if (!watchers.size) clearTimeout(timer);
  };
}

function enter(next) {
  state = next;
  watchers.forEach((tell) => tell());
}
