import { useEffect, useRef, useState } from "react";
import { CloseIcon, DownIcon, SendIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import "./find_bar.css";

const OPTIONS = [
  { name: "caseSensitive", text: "Aa", label: "Match case" },
  { name: "wholeWord", text: "W", label: "Whole words" },
  { name: "regex", text: ".*", label: "Regular expression" },
];
const LIMIT = 1000; // matches that are counted

/** Finds text in the terminal. Enter: the next one up, as what is looked for was mostly printed
 * lately; Shift-Enter: down; Esc: back to the terminal. */
export function FindBar({ screen, chosen }) {
  const input = useRef(null);
  const [text, setText] = useState(chosen);
  const [options, setOptions] = useState({ caseSensitive: false, wholeWord: false, regex: false });
  const [found, setFound] = useState({ at: 0, count: 0 });

  const search = (backwards, incremental = false) =>
    screen.current?.find.search(text, { ...options, incremental }, backwards);
  useEffect(() => {
    if (screen.current) screen.current.find.tell = setFound;
    input.current.focus();
  }, []);
  useEffect(() => input.current.select(), [chosen]);
  useEffect(() => void search(true, true), [text, options]);

  const press = (event) => {
    if (event.key === "Enter") search(!event.shiftKey);
    else if (event.key === "Escape") screen.current?.closeFind();
    else if (event.ctrlKey && event.shiftKey && event.code === "KeyF") input.current.select();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="term-find" role="search" aria-label="Find in the terminal" onKeyDown={press}>
      <input
        ref={input}
        className="input"
        type="text"
        aria-label="Find"
        placeholder="Find"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <span className="num" role="status" data-none={text && !found.count ? "true" : undefined}>
        {inWords(text, found)}
      </span>
      {OPTIONS.map(({ name, text: face, label }) => (
        <button
          key={name}
          type="button"
          className="icon-btn"
          title={label}
          aria-label={label}
          aria-pressed={options[name]}
          onClick={() => setOptions((now) => ({ ...now, [name]: !now[name] }))}
        >
          {face}
        </button>
      ))}
      <Step label="Previous match (Enter)" face={<SendIcon />} act={() => search(true)} />
      <Step label="Next match (Shift+Enter)" face={<DownIcon />} act={() => search(false)} />
      <Step label="Close (Esc)" face={<CloseIcon />} act={() => screen.current?.closeFind()} />
    </div>
  );
}

function Step({ label, face, act }) {
  return (
    <button type="button" className="icon-btn" title={label} aria-label={label} onClick={act}>{face}</button>
  );
}

function inWords(text, { at, count, fault }) {
  if (fault) return fault;
  if (!text) return "";
  if (!count) return "No results";
  if (count >= LIMIT) return `${LIMIT}+`;
  return at ? `${at} of ${count}` : `${count} found`;
}
