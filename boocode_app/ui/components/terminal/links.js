/* Addresses in the terminal: Ctrl-click opens one, where there is a mouse; a tap, where there is none.
   Only http and https are opened, and where a link leads is shown before. */

const WEB = /^https?:\/\//i;

/* What xterm.js asks of its links. `show(address)` says where the one under the pointer leads; "":
   there is none. */
export function linkHandler(show) {
  return {
    activate: (event, address) => open(event, address),
    hover: (_event, address) => show(WEB.test(address) ? address : ""),
    leave: () => show(""),
  };
}

/* Whether there is no mouse. */
export const opensByTap = () => matchMedia("(pointer: coarse)").matches;

function open(event, address) {
  const meant = event.ctrlKey || event.metaKey || opensByTap();
  if (meant && WEB.test(address)) window.open(address, "_blank", "noopener,noreferrer");
}
