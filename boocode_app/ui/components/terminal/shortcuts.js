/* The keys that a terminal keeps from its program. They hold Ctrl and Shift, which no shell reads. */

const KEYS = {
  KeyC: (screen) => screen.clipboard.copySelection(),
  KeyF: (screen) => screen.openFind(),
  ArrowUp: (screen) => screen.gutter.travel(-1),
  ArrowDown: (screen) => screen.gutter.travel(1),
  Home: (screen) => screen.term.scrollToTop(),
  End: (screen) => screen.term.scrollToBottom(),
  Space: (screen) => screen.gutter.pickCurrent(),
  Enter: (screen) => screen.changeOwner(),
};

/* Whether `event` is the program's. */
export function isForProgram(event, screen) {
  if (event.type !== "keydown" || !event.ctrlKey) return true;
  if (event.key === "`") return false; // the one key that leaves a terminal
  if (event.shiftKey && event.code === "KeyV") return false; // the browser pastes
  const act = event.shiftKey && !event.altKey && !event.metaKey && KEYS[event.code];
  if (!act) return true;
  event.preventDefault();
  act(screen);
  return false;
}
