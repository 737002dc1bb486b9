import { useSyncExternalStore } from "react";

const TICK_MS = 20_000;
const STEPS = [
  [60, "s"],
  [60, "min"],
  [24, "h"],
  [365, "d"],
];
const watchers = new Set();
let timer;

/** All the times of a page move on with one timer. */
function watch(changed) {
  watchers.add(changed);
  timer ??= setInterval(() => watchers.forEach((tell) => tell()), TICK_MS);
  return () => {
    watchers.delete(changed);
    if (watchers.size === 0) timer = clearInterval(timer);
  };
}

const now = () => Math.floor(Date.now() / TICK_MS);

/** How long ago `at` (ISO 8601) was, and on hover when exactly. No time is a dash. */
export function Moment({ at, className }) {
  useSyncExternalStore(watch, now, () => 0);
  if (!at) return <span className={className}>–</span>;
  const then = new Date(at);
  const exact = then.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
  return (
    <time className={className} dateTime={at} title={exact} suppressHydrationWarning>
      {ago((Date.now() - then.getTime()) / 1000)}
    </time>
  );
}

function ago(seconds) {
  if (seconds < 45) return "now";
  let value = seconds;
  for (const [size, unit] of STEPS) {
    if (value < size) return `${Math.round(value)} ${unit}`;
    value /= size;
  }
  return `${Math.round(value)} y`;
}
