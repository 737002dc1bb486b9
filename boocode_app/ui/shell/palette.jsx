import { Fragment, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { ColorModeContext } from "$/utils/context";

const CHORD_MS = 1200;
const FIXED_KEYS = [
  ["Ctrl K", "Find a page, a project, a session or an action"],
  ["Ctrl `", "Terminal and back"],
  ["Ctrl Enter", "Send the message"],
  ["Esc", "Stop, close, or leave a maximised pane"],
  ["?", "All keys"],
];
const TERMINAL_KEYS = [
  ["Ctrl Shift `", "New terminal"],
  ["Ctrl Shift 5", "Split to the right; 6 downwards"],
  ["Ctrl Shift [", "The terminal before; ] the one after"],
  ["Ctrl Shift ⌫", "Close the pane; what runs in it goes on"],
  ["/", "Find a terminal"],
  ["F2", "Rename the terminal"],
  ["Ctrl Shift F", "Find in the terminal"],
  ["Ctrl Shift ↑", "The command before; ↓ the one after"],
  ["Ctrl Shift Space", "Run the command again, copy it or its output"],
  ["Ctrl Shift Home", "First line; End: last line"],
  ["Ctrl Shift C", "Copy; V: paste"],
  ["Ctrl Shift Enter", "Take over from an agent, or hand back"],
];
const DIFF_KEYS = [
  ["J", "The next file; K the one before"],
  ["N", "The next change; P the one before"],
  ["X", "Mark the file as viewed"],
  ["Enter", "Fold or open the file"],
  ["V", "Select the line; ↑ ↓ move it, with Shift they select more"],
  ["S", "Stage what is meant: the selected lines, the change, or the file; U unstages it"],
  ["Ctrl Z", "Undo the last discard"],
  ["/", "Filter the files"],
  ["Ctrl F", "Find in the changes, also in what is not in sight"],
];
const FILE_KEYS = [
  ["Ctrl P", "Find a file by parts of its name; name:70 goes to a line"],
  ["← →", "Close and open a folder; letters go to a name"],
  ["Shift ↑ ↓", "Choose lines"],
  ["Ctrl F", "Find in the file"],
];

/** Ctrl-K finds anything, `?` shows all keys, `g` and a letter goes to a page. In a field or a
 * terminal only Ctrl-K is heard, and in a terminal not even that. */
export function Palette({ pages, projects, sessions, projectId, onAddProject }) {
  const { setColorMode } = useContext(ColorModeContext);
  const navigate = useNavigate();
  const finder = useRef(null);
  const keys = useRef(null);

  const items = useMemo(() => {
    const go = (to) => () => navigate(to);
    return [
      ...pages.map((page) => ({ label: page.label, hint: page.keys, kind: "Page", run: go(page.href) })),
      ...(sessions ?? []).map((session) => ({
        label: session.title,
        kind: "Session",
        run: go(`/?project=${projectId}&session=${session.id}`),
      })),
      ...(projects ?? []).map((project) => ({
        label: project.name,
        detail: project.path,
        kind: "Project",
        run: go(`/?project=${project.id}`),
      })),
      { label: "New session", kind: "Action", run: go(`/?project=${projectId}`) },
      { label: "Add a project", kind: "Action", run: () => onAddProject?.() },
      { label: "Dark theme", kind: "Theme", run: () => setColorMode("dark") },
      { label: "Light theme", kind: "Theme", run: () => setColorMode("light") },
      { label: "Theme of the system", kind: "Theme", run: () => setColorMode("system") },
      { label: "All keys", hint: "?", kind: "Action", run: () => keys.current.showModal() },
    ];
  }, [pages, projects, sessions, projectId, navigate, setColorMode, onAddProject]);

  useEffect(() => {
    let chordUntil = 0;
    const open = () => finder.current.open || finder.current.showModal();
    const onKey = (event) => {
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === "k" && !inTerminal(event)) {
        event.preventDefault();
        open();
      } else if (!isTyping(event) && !event.ctrlKey && !event.metaKey && !event.altKey) {
        const page = chordUntil > event.timeStamp && pages.find((one) => one.keys === `g ${key}`);
        chordUntil = key === "g" ? event.timeStamp + CHORD_MS : 0;
        if (page) navigate(page.href);
        else if (event.key === "?") keys.current.showModal();
      }
    };
    window.addEventListener("keydown", onKey);
    window.addEventListener("boo:palette", open);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("boo:palette", open);
    };
  }, [pages, navigate]);

  return (
    <>
      <Finder dialog={finder} items={items} />
      <dialog ref={keys} className="dialog" aria-label="All keys" onMouseDown={closeBeside}>
        <div className="dialog-head">
          <h2>Keys</h2>
        </div>
        <KeyTable rows={[...FIXED_KEYS, ...pages.map((page) => [page.keys, page.label])]} />
        <div className="dialog-head">
          <h2>Terminals</h2>
        </div>
        <KeyTable rows={TERMINAL_KEYS} />
        <div className="dialog-head">
          <h2>Changes</h2>
        </div>
        <KeyTable rows={DIFF_KEYS} />
        <div className="dialog-head">
          <h2>Files</h2>
        </div>
        <KeyTable rows={FILE_KEYS} />
        <div className="dialog-foot">
          <button type="button" className="btn" onClick={() => keys.current.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  );
}

function Finder({ dialog, items }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const text = (item) => `${item.kind} ${item.label} ${item.detail ?? ""}`.toLowerCase();
    return items.filter((item) => words.every((word) => text(item).includes(word))).slice(0, 50);
  }, [items, query]);

  const run = (item) => {
    dialog.current.close();
    item?.run();
  };
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = (at + step + found.length) % Math.max(1, found.length);
      setAt(next);
      document.getElementById(`palette-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[at]);
    }
  };
  return (
    <dialog
      ref={dialog}
      className="dialog palette"
      aria-label="Find"
      onMouseDown={closeBeside}
      onClose={() => {
        setQuery("");
        setAt(0);
      }}
    >
      <input
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found.length ? `palette-${at}` : undefined}
        aria-label="Find a page, a project, a session or an action"
        placeholder="Find a page, a project, a session or an action"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      {found.length === 0 && <p className="palette-none">Nothing is called “{query}”.</p>}
      <ul id="palette-list" role="listbox" aria-label="Found">
        {found.map((item, index) => (
          <li
            key={`${item.kind} ${item.label} ${index}`}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setAt(index)}
            onClick={() => run(item)}
          >
            <span className="cut">
              {item.label} {item.detail && <small>{item.detail}</small>}
            </span>
            {item.hint && <Keys combo={item.hint} />}
            <small>{item.kind}</small>
          </li>
        ))}
      </ul>
    </dialog>
  );
}

const KeyTable = ({ rows }) => (
  <dl className="key-table">
    {rows.map(([combo, what]) => (
      <Fragment key={combo}>
        <dt>{what}</dt>
        <dd>
          <Keys combo={combo} />
        </dd>
      </Fragment>
    ))}
  </dl>
);

const Keys = ({ combo }) => (
  <span className="keys">
    {combo.split(" ").map((key) => (
      <kbd key={key}>{key}</kbd>
    ))}
  </span>
);

const closeBeside = (event) => event.target === event.currentTarget && event.currentTarget.close();

const inTerminal = (event) => Boolean(event.target.closest?.(".xterm"));

const isTyping = (event) =>
  event.target.isContentEditable ||
  Boolean(event.target.closest?.("input, textarea, select, dialog[open], [role=menu]"));
