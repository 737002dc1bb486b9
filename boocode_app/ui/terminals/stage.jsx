import { Suspense, lazy, useRef, useState } from "react";
import { Edge } from "$/public/external/boocode_app/ui/components/edge/edge/edge.jsx";
import { layout, leaves, tabOf } from "./arrangement.js";
import { StateDot } from "./dot.jsx";
import { Close } from "./icons.js";
import { Tool } from "./strip.jsx";
import { nameOf } from "./words.js";
import "./shared.css";

const KEPT = 8;
const RANGE = [0.1, 0.9];
const SHARES = "boocode.splits";
const SHARES_KEPT = 100;

const Terminal = lazy(() =>
  import("$/public/external/boocode_app/ui/components/terminal/terminal/terminal.jsx").then(
    ({ BooTerminal }) => ({ default: BooTerminal }),
  ),
);

/** The terminals of the active tab, side by side as its tree says; `alone`: only the active one.
 *
 * All stand in one flat box, so a split or a closed neighbour remounts none. What was looked at
 * stays mounted while its tab is away, the last KEPT of them; others come back from the server as
 * they were. `onRestart(id)`: one that ended is to be replaced by a new shell. */
export function Stage({ now, alone, sessions, onActive, onClose, onRestart }) {
  const [shares, keep] = useShares();
  const [moving, setMoving] = useState(null);
  const frame = useRef(null);
  const at = tabOf(now, now.active);
  const tree = alone ? now.active : at < 0 ? "" : now.tabs[at];
  const { panes, edges } = tree ? layout(tree, { ...shares, ...moving }) : { panes: [], edges: [] };
  const seen = new Map(panes.map(({ id, box }) => [id, box]));
  const mounted = useKept([...seen.keys()], now.tabs.flatMap(leaves));

  return (
    <div className="stage" ref={frame}>
      {mounted.map((id) => {
        const box = seen.get(id);
        const session = sessions.get(id);
        return (
          <section
            key={id}
            className="stage-pane"
            data-pty={id}
            data-active={id === now.active}
            aria-label={`Terminal ${nameOf(session, id)}`}
            hidden={!box}
            style={box && place(box)}
            onFocusCapture={() => id !== now.active && onActive?.(id)}
          >
            {panes.length > 1 && (
              <header>
                <StateDot session={session} quiet />
                <span className="cut" title={nameOf(session, id)}>
                  {nameOf(session, id)}
                </span>
                <Tool
                  label={`Close the pane ${nameOf(session, id)}`}
                  icon={Close}
                  onClick={() => onClose(id)}
                />
              </header>
            )}
            <Suspense fallback={<div className="loading" role="status" aria-label="Loading the terminal" />}>
              <Terminal ptyId={id} label={nameOf(session, id)} onRestart={() => onRestart(id)} />
            </Suspense>
          </section>
        );
      })}
      {edges.map(({ key, way, share, fair, box }) => (
        <Edge
          key={key}
          frame={frame}
          label={way === "row" ? "Border between left and right" : "Border between upper and lower"}
          horizontal={way === "column"}
          value={share}
          initial={fair}
          range={RANGE}
          step={0.02}
          keys={way === "row" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"]}
          shown={(part) => Math.round(part * 100)}
          measure={(whole, event) =>
            way === "row"
              ? ((event.clientX - whole.left) / whole.width - box.x) / box.w
              : ((event.clientY - whole.top) / whole.height - box.y) / box.h
          }
          onMove={(part) => setMoving({ [key]: part })}
          onChange={(part) => {
            setMoving(null);
            keep(key, part);
          }}
          style={border(way, share, box)}
        />
      ))}
    </div>
  );
}

const percent = (part) => `${part * 100}%`;

const place = ({ x, y, w, h }) => ({
  left: percent(x),
  top: percent(y),
  width: percent(w),
  height: percent(h),
});

const border = (way, share, { x, y, w, h }) =>
  way === "row"
    ? { left: `calc(${percent(x + w * share)} - 4px)`, top: percent(y), height: percent(h) }
    : { top: `calc(${percent(y + h * share)} - 4px)`, left: percent(x), width: percent(w) };

/* The ids to keep mounted, in a steady order: those in view, and of the others that are still open
   the ones that were in view last. */
function useKept(inView, open) {
  const latest = useRef([]);
  const before = latest.current.filter((id) => open.includes(id) && !inView.includes(id));
  latest.current = [...inView, ...before].slice(0, Math.max(KEPT, inView.length));
  return latest.current.toSorted();
}

/* The shares that borders were dragged to, in this browser. */
function useShares() {
  const [shares, setShares] = useState(stored);
  const keep = (key, share) => {
    const { [key]: _, ...others } = shares;
    const next = Object.fromEntries([...Object.entries(others).slice(1 - SHARES_KEPT), [key, share]]);
    localStorage.setItem(SHARES, JSON.stringify(next));
    setShares(next);
  };
  return [shares, keep];
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(SHARES)) ?? {};
  } catch {
    return {};
  }
}
