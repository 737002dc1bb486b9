/* What this browser remembers of how a person wants terminals. */

const READS_ALOUD = "boocode.terminal.readsAloud";
const PASTES_UNASKED = "boocode.terminal.pastesUnasked";

/* Whether what a terminal shows is written for screen readers too. */
export const readsAloud = () => localStorage.getItem(READS_ALOUD) !== null;
export const pastesUnasked = () => localStorage.getItem(PASTES_UNASKED) !== null;

export const keepReadsAloud = (on) => keep(READS_ALOUD, on);
export const keepPastesUnasked = () => keep(PASTES_UNASKED, true);

function keep(key, on) {
  if (on) localStorage.setItem(key, "yes");
  else localStorage.removeItem(key);
}
