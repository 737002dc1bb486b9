import { Children, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "react-router";
import Maximize from "lucide-react/dist/esm/icons/maximize-2.mjs";
import Minimize from "lucide-react/dist/esm/icons/minimize-2.mjs";
import PanelBottom from "lucide-react/dist/esm/icons/panel-bottom.mjs";
import PanelRight from "lucide-react/dist/esm/icons/panel-right.mjs";
import { focusSoon } from "$/public/external/boocode_app/ui/terminals/desk/focus.js";
import { usePhone } from "$/public/external/boocode_app/ui/terminals/desk/phone.js";
import { Edge } from "$/public/external/boocode_app/ui/components/edge/edge/edge.jsx";

const DEFAULTS = { right: 0.42, dock: 280, rightOpen: true, dockOpen: false };
const RIGHT = [0.3, 0.65];
const DOCK = [120, 900];
const FOLDED_PX = 36;
const BY_HASH = { "#git": "panel", "#terminal": "terminal" };

/** Conversation, file panel and terminal dock: six children, a head and a body of each. A body is
 * mounted when it is first shown, so its code loads then and not before. Sizes are kept by
 * `storageKey`; on a phone the address's hash says which one pane is seen. */
export function Panes({ storageKey, children }) {
  const [chatHead, chat, panelHead, panel, dockHead, dock] = Children.toArray(children);
  const { hash, key: visit } = useLocation();
  const phone = usePhone();
  const [layout, change, ready] = useLayout(storageKey);
  const [max, setMax] = useState("none");
  const frame = useRef(null);
  // The compiled page knows no hash, so the first render must not either.
  const onPhone = (phone !== null && BY_HASH[hash]) || "chat";

  const rightShown = phone ? onPhone === "panel" : ready && layout.rightOpen;
  const dockShown = phone ? onPhone === "terminal" : ready && layout.dockOpen;
  const panelMounted = useSeen(rightShown, phone !== null && storageKey);
  const dockMounted = useSeen(dockShown, phone !== null && storageKey);

  useEffect(() => {
    if (phone !== false) return;
    if (hash === "#git") change({ rightOpen: true });
    if (hash === "#terminal") change({ dockOpen: true });
  }, [hash, visit, phone, change]);

  const toggleTerminal = useCallback(() => {
    const inDock = document.activeElement?.closest('[data-pane="terminal"]');
    if (inDock) return focusSoon('[data-pane="chat"] textarea');
    if (phone) window.location.hash = "#terminal";
    else change({ dockOpen: true });
    setMax((was) => (was === "terminal" ? was : "none"));
    // A terminal that is not ready yet would lose the first keys.
    focusSoon('[data-pane="terminal"] .stage-pane:not([hidden]) [data-ready="true"] textarea');
  }, [phone, change]);

  useEffect(() => {
    const onKey = (event) => {
      if (event.ctrlKey && event.key === "`") {
        event.preventDefault();
        event.stopPropagation();
        toggleTerminal();
      } else if (event.key === "Escape" && !event.target.closest?.(".xterm, dialog, [popover], [data-escapes]")) {
        setMax("none");
      }
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [toggleTerminal]);

  useEffect(() => {
    // What is put into the prompt is to be seen there; whether it is, all listeners decide first.
    const reveal = (event) => {
      if (!event.defaultPrevented) return;
      setMax((was) => (was === "chat" ? was : "none"));
      if (phone) window.location.hash = "#chat";
      focusSoon('[data-pane="chat"] textarea');
    };
    const hear = (event) => queueMicrotask(() => reveal(event));
    window.addEventListener("boo:mention", hear);
    return () => window.removeEventListener("boo:mention", hear);
  }, [phone]);

  const pane = (name, label, head, body, tools, edge) => (
    <section className="pane" data-pane={name} aria-label={label}>
      {edge}
      <div className="pane-head">
        {head}
        <span className="pane-tools">
          {tools}
          <Tool
            label={max === name ? `Restore ${label} (Esc)` : `Maximise ${label}`}
            icon={max === name ? Minimize : Maximize}
            onClick={() => {
              if (name === "terminal") change({ dockOpen: true });
              setMax(max === name ? "none" : name);
            }}
          />
        </span>
      </div>
      <div className="pane-body">{body}</div>
    </section>
  );
  return (
    <div
      ref={frame}
      className="panes"
      data-right={layout.rightOpen ? "open" : "closed"}
      data-dock={layout.dockOpen ? "open" : "folded"}
      data-max={phone ? "none" : max}
      data-phone={onPhone}
      style={{
        "--right": percent(layout.right),
        "--dock": `${layout.dockOpen ? layout.dock : FOLDED_PX}px`,
      }}
    >
      {pane("chat", "conversation", chatHead, chat, [
        <Tool
          key="right"
          label={layout.rightOpen ? "Close the file panel" : "Open the file panel"}
          icon={PanelRight}
          pressed={layout.rightOpen}
          onClick={() => change({ rightOpen: !layout.rightOpen })}
        />,
        <Tool
          key="dock"
          label={layout.dockOpen ? "Fold the terminal" : "Open the terminal (Ctrl `)"}
          icon={PanelBottom}
          pressed={layout.dockOpen}
          onClick={() => change({ dockOpen: !layout.dockOpen })}
        />,
      ])}
      {pane(
        "panel",
        "file panel",
        panelHead,
        panelMounted ? panel : null,
        null,
        <Edge
          frame={frame}
          label="Width of the file panel"
          value={layout.right}
          range={RIGHT}
          step={0.02}
          keys={["ArrowRight", "ArrowLeft"]}
          shown={(right) => Math.round(right * 100)}
          measure={(box, event) => (box.right - event.clientX) / box.width}
          onMove={(right) => frame.current.style.setProperty("--right", percent(right))}
          onChange={(right) => change({ right })}
          initial={DEFAULTS.right}
        />,
      )}
      {pane(
        "terminal",
        "terminal",
        dockHead,
        dockMounted ? dock : null,
        <Tool
          label={layout.dockOpen ? "Fold the terminal" : "Open the terminal (Ctrl `)"}
          icon={PanelBottom}
          onClick={() => change({ dockOpen: !layout.dockOpen })}
        />,
        layout.dockOpen && (
          <Edge
            frame={frame}
            label="Height of the terminal"
            value={layout.dock}
            range={DOCK}
            step={24}
            horizontal
            keys={["ArrowDown", "ArrowUp"]}
            shown={Math.round}
            measure={(box, event) => Math.min(box.bottom - event.clientY, box.height - 160)}
            onMove={(height) => frame.current.style.setProperty("--dock", `${Math.round(height)}px`)}
            onChange={(height) => change({ dock: height })}
            initial={DEFAULTS.dock}
          />
        ),
      )}
    </div>
  );
}

const percent = (share) => `${(share * 100).toFixed(2)}%`;

const Tool = ({ label, icon: Icon, pressed, onClick }) => (
  <button
    type="button"
    className="icon-btn"
    aria-label={label}
    title={label}
    aria-pressed={pressed}
    onClick={onClick}
  >
    <Icon size={16} aria-hidden="true" />
  </button>
);

/** The layout kept under `key`, a function that changes it, and whether it was read yet. */
function useLayout(key) {
  const [state, setState] = useState({ ...DEFAULTS });
  const [read, setRead] = useState("");
  const place = `boocode.panes.${key}`;
  useEffect(() => {
    setState({ ...DEFAULTS, ...stored(place) });
    setRead(place);
  }, [place]);
  const change = useCallback(
    (part) =>
      setState((was) => {
        const next = { ...was, ...part };
        localStorage.setItem(place, JSON.stringify(next));
        return next;
      }),
    [place],
  );
  return useMemo(() => [state, change, read === place], [state, change, read, place]);
}

function stored(place) {
  try {
    return JSON.parse(localStorage.getItem(place)) ?? {};
  } catch {
    return {};
  }
}

/** Whether `shown` was ever true since `key` last changed: what was seen stays mounted. */
function useSeen(shown, key) {
  const seen = useRef({ key: null, value: false });
  if (seen.current.key !== key) seen.current = { key, value: false };
  if (shown && key) seen.current.value = true;
  return seen.current.value;
}
