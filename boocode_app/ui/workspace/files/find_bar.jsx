/* Finds text in the file, also in lines that are not drawn. */

import { useEffect, useMemo, useState } from "react";
import { FindField } from "$/public/external/boocode_app/ui/components/find_field/find_field.jsx";
import { grouped } from "$/public/external/boocode_app/ui/components/diff/diff/words.js";
import { placesOf } from "./find.js";

const LIMIT = 5000; // places that are counted

export function FindBar({ asked, text, from, onHit, onClose }) {
  const [wanted, setWanted] = useState("");
  const [caseSensitive, setCaseSensitive] = useState(false);
  const places = useMemo(() => placesOf(text, wanted, { caseSensitive, limit: LIMIT }), [text, wanted, caseSensitive]);
  const [at, setAt] = useState(0);
  const place = places[Math.min(at, places.length - 1)] ?? null;

  useEffect(() => setAt(Math.max(places.findIndex(({ line }) => line >= from), 0)), [wanted, caseSensitive]);
  useEffect(() => onHit(place && { ...place, length: wanted.length }), [place, wanted, onHit]);

  const step = (by) => places.length && setAt((Math.min(at, places.length - 1) + by + places.length) % places.length);
  return (
    <FindField
      label="Find in the file"
      asked={asked}
      text={wanted}
      onText={setWanted}
      caseSensitive={caseSensitive}
      onCaseSensitive={setCaseSensitive}
      status={inWords(wanted, places, at)}
      isNone={Boolean(wanted && !place)}
      onStep={step}
      onClose={onClose}
    />
  );
}

function inWords(wanted, places, at) {
  if (!wanted) return "";
  if (!places.length) return "No results";
  const count = places.length >= LIMIT ? `${grouped(LIMIT)}+` : grouped(places.length);
  return `${grouped(Math.min(at, places.length - 1) + 1)} of ${count}`;
}
