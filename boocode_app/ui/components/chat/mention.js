/* References on their way into the prompt box of the page's chat.

   Invariant: one prompt takes a reference, or the person is told that there is none to take it. */

import { tell } from "$/public/external/boocode_app/ui/components/toasts/toasts/toasts.jsx";
import { quoted } from "./reference.js";

const WISH = "boo:mention";

/** Put a reference, such as `src/a.py:70-78`, into the prompt at its caret; whether one took it. */
export function mention(place) {
  const wish = new CustomEvent(WISH, { cancelable: true, detail: { text: quoted(place) } });
  window.dispatchEvent(wish);
  if (wish.defaultPrevented) return true;
  tell({
    id: "mention",
    kind: "failure",
    title: "There is no chat here to add it to",
    detail: "Open a conversation in the workspace, then add it again.",
  });
  return false;
}

/** Hear of references: `take(text)` says whether it took one. Answers how to stop. */
export function onMention(take) {
  const hear = (event) => {
    if (!event.defaultPrevented && take(event.detail.text)) event.preventDefault();
  };
  window.addEventListener(WISH, hear);
  return () => window.removeEventListener(WISH, hear);
}
