import { useEffect, useRef } from "react";
import "./text_sheet.css";

/** The terminal's last lines as plain text, which a finger can select. */
export function TextSheet({ screen, text }) {
  const sheet = useRef(null);
  useEffect(() => {
    sheet.current.scrollTop = sheet.current.scrollHeight;
    sheet.current.focus();
  }, [text]);
  const close = () => screen.current?.closeText();
  return (
    <div className="term-text" role="dialog" aria-label="Text of the terminal" onKeyDown={(event) => event.key === "Escape" && close()}>
      <pre ref={sheet} tabIndex={0}>{text}</pre>
      <div className="term-answers">
        <button type="button" className="btn" onClick={() => screen.current?.clipboard.copy(text)}>Copy all</button>
        <button type="button" className="btn" onClick={close}>Close</button>
      </div>
    </div>
  );
}
