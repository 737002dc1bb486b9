/* What can be done with a file, a hunk, or the lines that are selected.

   Each gets what it is about: `file` and `line` (its patch, with the digest), and for a hunk or a
   selection `lines`: { removed, added }, ranges of old and new line numbers, and { first, last, side },
   the lines they span. `useDiff()` says which diff it is. */

import { createContext, useContext } from "react";
import Copy from "lucide-react/dist/esm/icons/copy.mjs";
import Minus from "lucide-react/dist/esm/icons/minus.mjs";
import Plus from "lucide-react/dist/esm/icons/plus.mjs";
import Discard from "lucide-react/dist/esm/icons/undo-2.mjs";
import Quote from "lucide-react/dist/esm/icons/message-square-plus.mjs";
import { mention } from "$/public/external/boocode_app/ui/components/chat/chat/mention.js";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { linesIn } from "./lines.js";
import { carryOut } from "./staging.js";
import { verbsFor } from "./verbs.js";
import { counted, nameOn, visible } from "./words.js";

const ICONS = { stage: Plus, unstage: Minus, discard: Discard };
const WORDS = { stage: "Stage", unstage: "Unstage", discard: "Discard" };
const KEYS = { stage: " (S)", unstage: " (U)", discard: "" };

/* { projectId, aim: the query of the diff's routes as an object, refresh(), settled(): when the last
   reading is over, focus() } */
export const DiffContext = createContext(null);

export const useDiff = () => useContext(DiffContext);

export function FileActions({ file, line }) {
  const diff = useDiff();
  return (
    <span className="actions">
      {verbsFor(diff.aim, file).map((verb) => (
        <IconAction
          key={verb}
          icon={ICONS[verb]}
          label={wordsFor(verb, file)}
          onClick={() => leaving(diff, carryOut(verb, diff, { file, line }))}
        />
      ))}
      <IconAction
        icon={Copy}
        label={`Copy the path of ${visible(file.path)}`}
        onClick={() => copyText(file.path)}
      />
    </span>
  );
}

export function HunkActions({ file, line, lines }) {
  const diff = useDiff();
  const place = placeOf(file, lines);
  return (
    <>
      {verbsFor(diff.aim, file, true).map((verb) => (
        <IconAction
          key={verb}
          icon={ICONS[verb]}
          label={`${WORDS[verb]} the change at ${place}${KEYS[verb]}`}
          onClick={() =>
            leaving(diff, carryOut(verb, diff, { file, line, lines, what: "a change" }))
          }
        />
      ))}
      <IconAction icon={Quote} label={`Add ${place} to the chat`} onClick={() => mention(place)} />
    </>
  );
}

export function LineActions({ file, line, lines, onDone }) {
  const diff = useDiff();
  const changed = linesIn(lines);
  const verbs = changed ? verbsFor(diff.aim, file, true) : [];
  const what = counted(changed, "line");
  const act = async (verb) => {
    if (await carryOut(verb, diff, { file, line, lines, what })) onDone();
  };
  return (
    <>
      {verbs.map((verb) => (
        <button key={verb} type="button" className="btn" onClick={() => act(verb)}>
          {verb === "discard" ? "Discard" : `${WORDS[verb]} ${what}`}
        </button>
      ))}
      <button
        type="button"
        className="btn"
        onClick={() => {
          if (mention(placeOf(file, lines))) onDone();
        }}
      >
        Add to chat
      </button>
    </>
  );
}

function wordsFor(verb, file) {
  const name = visible(file.path);
  if (file.status === "unmerged") return `Mark ${name} as resolved: stage it`;
  if (verb === "discard") return `Discard ${file.status === "untracked" ? "" : "the changes of "}${name}`;
  return `${WORDS[verb]} ${name}`;
}

/* The button may go away with what it was about: the focus stays in the diff. */
function leaving(diff, deed) {
  diff.focus();
  return deed;
}

/* `src/a.py:70-78`; the old name where only lines that are gone are meant. */
export function placeOf(file, { first, last, side }) {
  const path = nameOn(file, side === "deletions" ? "old" : "new");
  return `${path}:${first === last ? first : `${first}-${last}`}`;
}

export const IconAction = ({ icon: Icon, label, ...rest }) => (
  <button type="button" className="icon-btn" aria-label={label} title={label} {...rest}>
    <Icon size={16} aria-hidden="true" />
  </button>
);
