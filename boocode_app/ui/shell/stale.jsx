import { useEffect, useRef, useState } from "react";
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";

const CALM_MS = 2000;
const ANXIOUS_MS = 1000;
const PATIENCE_MS = 2500;
const NAMES = {
  web: "Web",
  booterm: "Terminals",
  sidecar: "Model servers",
  coder: "Agents",
  database: "Database",
  model: "Model",
};

/** Says when the web app cannot be reached, or which part of the house restarts and when it is next
 * tried. A part that only starts is named from the second look on. The bar moves the page: it neither
 * comes nor goes under a pointer that is pressed, whose click would miss what it began on. */
export function StaleBar() {
  const [seen, setSeen] = useState({ parts: [] });
  const released = useReleased();

  useEffect(() => {
    let timer;
    let over = false;
    let missed = 0;
    let last = [];
    const look = async () => {
      let troubled = [];
      try {
        const health = await ask();
        if (missed > 1) window.dispatchEvent(new Event("boo:back"));
        missed = 0;
        troubled = Object.entries(health.parts).filter(([, part]) => isTroubled(part));
      } catch {
        missed += 1;
      }
      if (over) return;
      const known = new Set(last.map(([name]) => name));
      last = troubled;
      const shown = troubled.filter(([name, part]) => part.state !== "starting" || known.has(name));
      const now = { away: missed > 1, parts: shown };
      released().then(() => over || setSeen(now));
      const pace = missed || troubled.length ? ANXIOUS_MS : CALM_MS;
      timer = setTimeout(look, document.hidden ? CALM_MS * 2 : pace);
    };
    look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, []);

  return (
    <div role="status" aria-live="polite" data-testid="stale">
      {seen.away ? (
        <div className="stale">
          <strong>Reconnecting…</strong>
          <span>Your terminals and replies go on without this page.</span>
        </div>
      ) : (
        seen.parts.length > 0 && (
          <div className="stale">
            <ul>
              {seen.parts.map(([name, part]) => (
                <li key={name}>
                  <strong>
                    {NAMES[name] ?? name}: {WORDS[part.state]}.
                  </strong>{" "}
                  {part.detail} {nextTry(part)}
                </li>
              ))}
            </ul>
          </div>
        )
      )}
    </div>
  );
}

/* What resolves when no pointer is pressed (any more), and its click is over. */
function useReleased() {
  const pressed = useRef(null);
  useEffect(() => {
    const down = () => (pressed.current ??= Promise.withResolvers());
    const up = () => {
      if (pressed.current) setTimeout(pressed.current.resolve);
      pressed.current = null;
    };
    const heard = { pointerdown: down, pointerup: up, pointercancel: up };
    for (const [name, hear] of Object.entries(heard)) window.addEventListener(name, hear, true);
    return () => {
      up();
      for (const [name, hear] of Object.entries(heard)) window.removeEventListener(name, hear, true);
    };
  }, []);
  return async () => pressed.current?.promise;
}

const WORDS = { starting: "starting", restarting: "restarting", failed: "failed" };

const isTroubled = (part) => part.state in WORDS;

async function ask() {
  const answer = await fetch(new URL("/api/health", getBackendURL(env.PING)), {
    cache: "no-store",
    credentials: "include",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function nextTry(part) {
  if (!part.next_try_at) return null;
  const seconds = Math.ceil((new Date(part.next_try_at) - Date.now()) / 1000);
  return seconds > 0 ? `Next try in ${seconds} s.` : "Trying now.";
}
