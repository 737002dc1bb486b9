import { useEffect, useRef, useState } from "react";
import "./question.css";

const SHOWN_LINES = 4;

/** Something the person decides before it happens: a program wants to copy, or several lines would be
 * pasted. Esc is no. */
export function Question({ screen, asked }) {
  const box = useRef(null);
  const [always, setAlways] = useState(false);
  const answer = (yes) => screen.current?.clipboard.answer(asked, yes, always);
  const copies = asked.kind === "copy";
  useEffect(() => {
    // A program asks whenever it likes: what the person types now must not answer it.
    if (!copies) box.current?.querySelector(".primary")?.focus();
  }, [asked]);

  return (
    <form
      ref={box}
      className="term-question"
      role={copies ? "status" : "alertdialog"}
      aria-label={copies ? "A program wants to copy" : "Paste several lines"}
      onSubmit={(event) => {
        event.preventDefault();
        answer(true);
      }}
      onKeyDown={(event) => event.key === "Escape" && answer(false)}
    >
      <p>{copies ? wantsToCopy(asked.text) : wouldPaste(asked.text)}</p>
      <pre>{beginning(asked.text)}</pre>
      <label>
        <input type="checkbox" checked={always} onChange={(event) => setAlways(event.target.checked)} />
        {copies ? "Do not ask again for this terminal" : "Do not ask again"}
      </label>
      <div className="term-answers">
        <button type="button" className="btn ghost" onClick={() => answer(false)}>
          {copies ? "Not now" : "Cancel"}
        </button>
        <button type="submit" className="btn primary">{copies ? "Copy" : "Paste"}</button>
      </div>
    </form>
  );
}

function wantsToCopy(text) {
  return `The program in this terminal wants to copy ${text.length} character${text.length === 1 ? "" : "s"}.`;
}

function wouldPaste(text) {
  return `Paste ${lines(text).length} lines? The program may run each as it arrives.`;
}

function beginning(text) {
  const all = lines(text);
  return all.slice(0, SHOWN_LINES).join("\n") + (all.length > SHOWN_LINES ? "\n…" : "");
}

const lines = (text) => text.trimEnd().split(/\r\n|\r|\n/);
