import { useEffect, useRef } from "react";
import Down from "lucide-react/dist/esm/icons/arrow-down.mjs";
import Up from "lucide-react/dist/esm/icons/arrow-up.mjs";
import { CloseIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import "./find_field.css";

/** Asks for a text to find: Enter goes to the next place, Shift-Enter to the one before, Esc closes.
 * `status` says how many there are. `asked` counts how often a person asked for it. */
export function FindField({ label, asked, text, onText, caseSensitive, onCaseSensitive, status, isNone, onStep, onClose }) {
  const input = useRef(null);
  useEffect(() => {
    input.current.focus();
    input.current.select();
  }, [asked]);

  const onKeyDown = (event) => {
    if (event.key === "Enter" && event.target === input.current) onStep(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onClose();
    else if ((event.ctrlKey || event.metaKey) && event.key === "f") input.current.select();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="find-field" role="search" aria-label={label} data-escapes onKeyDown={onKeyDown}>
      <input
        ref={input}
        className="input"
        type="text"
        aria-label="Find"
        placeholder={label}
        spellCheck={false}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      <span className="num" role="status" data-none={isNone || undefined}>
        {status}
      </span>
      <button
        type="button"
        className="icon-btn"
        title="Match case"
        aria-label="Match case"
        aria-pressed={caseSensitive}
        onClick={() => onCaseSensitive(!caseSensitive)}
      >
        Aa
      </button>
      <Step label="Previous match (Shift Enter)" icon={Up} act={() => onStep(-1)} />
      <Step label="Next match (Enter)" icon={Down} act={() => onStep(1)} />
      <button type="button" className="icon-btn" title="Close (Esc)" aria-label="Close (Esc)" onClick={onClose}>
        <CloseIcon />
      </button>
    </div>
  );
}

function Step({ label, icon: Icon, act }) {
  return (
    <button type="button" className="icon-btn" title={label} aria-label={label} onClick={act}>
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}
