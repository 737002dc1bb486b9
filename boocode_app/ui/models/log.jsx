import { useEffect, useMemo, useRef, useState } from "react";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import * as api from "./api.js";
import { follow } from "./events.js";
import { Check, Copy, Down } from "./icons.js";
import { MOST, NO_LINES, cutAt, found, toneOf, withLines } from "./log_lines.js";

const BATCH_MS = 100;
const NEAR_PX = 24;

/** The log of a model's server as it is written: it can be searched, copied, and followed or not. */
export function Log({ model }) {
  const log = useLog(model.name);
  const [query, setQuery] = useState("");
  const [follows, setFollows] = useState(true);
  const box = useRef(null);
  const shown = useMemo(() => found(log.lines, query), [log, query]);

  useEffect(() => {
    if (follows) box.current.scrollTop = box.current.scrollHeight;
  }, [shown, follows]);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    setFollows(scrollHeight - scrollTop - clientHeight < NEAR_PX);
  };

  return (
    <section className="log" aria-label={`Log of ${model.name}`}>
      <div className="log-bar">
        <input
          type="search"
          className="input search"
          aria-label="Search the log"
          placeholder="Search the log"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && setQuery("")}
        />
        <span className="muted num" role="status">{counted(log, shown, query)}</span>
        <button type="button" className="btn" aria-pressed={follows} onClick={() => setFollows(!follows)}>
          <Down size={16} aria-hidden="true" />
          Follow
        </button>
        <CopyButton text={() => shown.map(({ text }) => text).join("\n")} />
      </div>
      <div className="log-lines mono" ref={box} onScroll={onScroll} tabIndex={0} role="log" aria-live="off" aria-label="Lines">
        {shown.map(({ number, text }) => (
          <div key={number} data-tone={toneOf(text)}>
            {cutAt(text, query).map((part, at) => (at % 2 ? <mark key={at}>{part}</mark> : part))}
          </div>
        ))}
        {log.total === 0 && <p className="muted">What its llama-server says will stand here.</p>}
        {log.total > 0 && shown.length === 0 && <p className="muted">No line has “{query}”.</p>}
      </div>
    </section>
  );
}

function counted(log, shown, query) {
  if (query.trim()) return `${shown.length} of ${log.lines.length} lines`;
  return log.total > MOST ? `the last ${MOST} of ${log.total} lines` : `${log.total} lines`;
}

/* The lines as they come, a batch each BATCH_MS. A new connection begins with the last lines anew. */
function useLog(name) {
  const [log, setLog] = useState(NO_LINES);
  useEffect(() => {
    let waiting = [];
    let anew = false;
    let timer;
    const show = () => {
      timer = undefined;
      const [texts, from] = [waiting, anew];
      waiting = [];
      anew = false;
      setLog((was) => withLines(from ? NO_LINES : was, texts));
    };
    const take = (texts) => {
      waiting.push(...texts);
      timer ??= setTimeout(show, BATCH_MS);
    };
    const end = follow(
      api.logLink(name),
      { lines: ({ lines }) => take(lines) },
      () => {
        waiting = [];
        anew = true;
        take([]);
      },
    );
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [name]);
  return log;
}

/** Copies what `text()` gives, and says that it did. */
export function CopyButton({ text }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => setSaid(""), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    copyText(text()).then((done) => setSaid(done ? "Copied" : "The browser does not allow it"));
  return (
    <button type="button" className="btn" onClick={copy}>
      {said === "Copied" ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
      <span role="status">{said || "Copy"}</span>
    </button>
  );
}
