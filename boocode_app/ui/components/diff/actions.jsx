/* What can be done with a file, a hunk, or the lines that are selected.

   Each gets what it is about: `file` and `line` (its patch, with the digest), and for a hunk or a
   selection `lines`: { removed, added }, ranges of old and new line numbers, and { first, last, side },
   the lines they span. `useDiff()` says which diff it is. */

import { createContext, useContext } from "react";
import Copy from "lucide-react/dist/esm/icons/copy.mjs";
import Quote from "lucide-react/dist/esm/icons/message-square-plus.mjs";
import { mention } from "$/public/external/boocode_app/ui/components/chat/chat/mention.js";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { nameOn, visible } from "./words.js";

/* { projectId, aim: the query of the diff's routes as an object, refresh() } */
export const DiffContext = createContext(null);

export const useDiff = () => useContext(DiffContext);

export function FileActions({ file }) {
  return (
    <span className="actions">
      <IconAction
        icon={Copy}
        label={`Copy the path of ${visible(file.path)}`}
        onClick={() => copyText(file.path)}
      />
    </span>
  );
}

export function HunkActions({ file, lines }) {
  const place = placeOf(file, lines);
  return (
    <IconAction icon={Quote} label={`Add ${place} to the chat`} onClick={() => mention(place)} />
  );
}

export function LineActions({ file, lines, onDone }) {
  return (
    <button
      type="button"
      className="btn"
      onClick={() => {
        if (mention(placeOf(file, lines))) onDone();
      }}
    >
      Add to chat
    </button>
  );
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
