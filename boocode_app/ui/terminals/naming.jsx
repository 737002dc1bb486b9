import { useRef } from "react";

/** A name that is changed in place: Enter or leaving the field saves, Esc does not. `onLeave` comes
 * in each case, last, with whether it was by a key. */
export function NameField({ name, onName, onLeave }) {
  const over = useRef(false);
  const leave = (text, byKey) => {
    if (over.current) return;
    over.current = true;
    const wanted = text.trim();
    if (wanted && wanted !== name) onName(wanted);
    onLeave(byKey);
  };
  const onKey = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") leave(event.target.value, true);
    else if (event.key === "Escape") leave(name, true);
  };
  return (
    <input
      className="input name-field"
      aria-label={`New name for ${name}`}
      autoFocus
      autoComplete="off"
      spellCheck={false}
      maxLength={200}
      defaultValue={name}
      onFocus={(event) => event.target.select()}
      onKeyDown={onKey}
      onBlur={(event) => leave(event.target.value, false)}
    />
  );
}
