/* Finds text in the file, also in lines that are not drawn. */

import { useEffect, useMemo, useRef, useState } from "react";
import Down from "lucide-react/dist/esm/icons/arrow-down.mjs";
import Up from "lucide-react/dist/esm/icons/arrow-up.mjs";
import { CloseIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { grouped } from "$/public/external/boocode_app/ui/components/diff/diff/words.js";
import { placesOf } from "./find.js";

const LIMIT = 5000; // places that are counted

export function FindBar({ asked, text, from, onHit, onClose }) {
  const input = useRef(null);
  const [wanted, setWanted] = useState("");
  const [caseSensitive, setCaseSensitive] = useState(false);
  const places = useMemo(() => placesOf(text, wanted, { caseSensitive, limit: LIMIT }), [text, wanted, caseSensitive]);
  const [at, setAt] = useState(0);
  const place = places[Math.min(at, places.length - 1)] ?? null;

  useEffect(() => input.current.select(), [asked]);
  useEffect(() => setAt(Math.max(places.findIndex(({ line }) => line >= from), 0)), [wanted, caseSensitive]);
  useEffect(() => onHit(place && { ...place, length: wanted.length }), [place, wanted, onHit]);

  const step = (by) => places.length && setAt((Math.min(at, places.length - 1) + by + places.length) % places.length);
  const onKeyDown = (event) => {
    if (event.key === "Enter" && event.target === input.current) step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onClose();
    else if ((event.ctrlKey || event.metaKey) && event.key === "f") input.current.select();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="boo-files-find" role="search" aria-label="Find in the file" data-escapes onKeyDown={onKeyDown}>
      <input
        ref={input}
        className="input"
        type="text"
        aria-label="Find"
        placeholder="Find in the file"
        spellCheck={false}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <span className="num" role="status" data-none={(wanted && !place) || undefined}>
        {inWords(wanted, places, at)}
      </span>
      <button
        type="button"
        className="icon-btn"
        title="Match case"
        aria-label="Match case"
        aria-pressed={caseSensitive}
        onClick={() => setCaseSensitive(!caseSensitive)}
      >
        Aa
      </button>
      <Step label="Previous match (Shift Enter)" icon={Up} act={() => step(-1)} />
      <Step label="Next match (Enter)" icon={Down} act={() => step(1)} />
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

function inWords(wanted, places, at) {
  if (!wanted) return "";
  if (!places.length) return "No results";
  const count = places.length >= LIMIT ? `${grouped(LIMIT)}+` : grouped(places.length);
  return `${grouped(Math.min(at, places.length - 1) + 1)} of ${count}`;
}
