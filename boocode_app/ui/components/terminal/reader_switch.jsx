import { useState } from "react";
import { readsAloud } from "./preferences.js";

/** Before the terminal, for those who come to it by Tab: whether a screen reader is told what it
 * shows, which costs time in each line. Seen only while it has the focus. */
export function ReaderSwitch({ screen }) {
  const [on, setOn] = useState(readsAloud);
  const change = () => {
    screen.current?.readAloud(!on);
    setOn(!on);
  };
  return (
    <button type="button" className="term-reader btn" aria-pressed={on} onClick={change}>
      Screen reader mode: {on ? "on" : "off"}
    </button>
  );
}
