/* What is compared: one of three by its name, or a range or a commit, as a chip with a way back. */

import { useEffect, useRef, useState } from "react";
import { CloseIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { SCOPES, rangeOf, titleOf } from "./aim.js";
import "./scope.css";

const COMPARE = "compare";

export function ScopeChoice({ aim, answer, fixed, onAim }) {
  const [asking, setAsking] = useState(false);
  const asked = useRef(false);
  const control = useRef(null);
  useEffect(() => {
    if (asked.current && !asking) control.current?.focus();
    asked.current = asking;
  }, [asking, aim]);
  const choose = (next) => {
    asked.current = true; // what takes this control's place takes its focus
    onAim(next);
  };
  if (asking) {
    return (
      <Compare
        onStop={() => setAsking(false)}
        onCompare={(base, head) => {
          setAsking(false);
          choose(rangeOf(base, head));
        }}
      />
    );
  }
  if (!(aim.scope in SCOPES)) {
    return <Chip aim={aim} answer={answer} fixed={fixed} onAim={choose} buttonRef={control} />;
  }
  return (
    <select
      ref={control}
      className="scope"
      aria-label="Changes of"
      value={aim.scope}
      onChange={({ target }) =>
        target.value === COMPARE ? setAsking(true) : choose({ scope: target.value })
      }
    >
      {Object.entries(SCOPES).map(([scope, name]) => (
        <option key={scope} value={scope}>
          {name}
        </option>
      ))}
      <option value={COMPARE}>Compare with…</option>
    </select>
  );
}

function Chip({ aim, answer, fixed, onAim, buttonRef }) {
  const title = titleOf(aim, answer);
  return (
    <span className="chip scope">
      <span className="cut mono" title={title}>
        {title}
      </span>
      {!fixed && (
        <button
          ref={buttonRef}
          type="button"
          className="icon-btn"
          aria-label="Back to the working tree"
          title="Back to the working tree"
          onClick={() => onAim({ scope: "working" })}
        >
          <CloseIcon />
        </button>
      )}
    </span>
  );
}

/* Two refs; without the second one, the working tree. */
function Compare({ onCompare, onStop }) {
  const submit = (event) => {
    event.preventDefault();
    const { base, head } = Object.fromEntries(new FormData(event.currentTarget));
    if (base.trim()) onCompare(base.trim(), head.trim());
  };
  const field = { className: "input mono", spellCheck: false, autoComplete: "off", maxLength: 1024 };
  return (
    <form
      className="compare"
      aria-label="Compare with"
      data-escapes
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onStop();
      }}
    >
      <input name="base" aria-label="From" placeholder="from: main, v1.2, a1b2c3d" required autoFocus {...field} />
      <input name="head" aria-label="To" placeholder="to: working tree" {...field} />
      <button type="submit" className="btn">
        Compare
      </button>
      <button type="button" className="icon-btn" aria-label="Cancel" title="Cancel (Esc)" onClick={onStop}>
        <CloseIcon />
      </button>
    </form>
  );
}
