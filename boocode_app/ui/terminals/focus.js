/* Focus for what may still be on its way. */

const WITHIN_MS = 4000;

/* Focus what `selector` names as soon as it is there and seen, unless the person goes elsewhere
   meanwhile. A name that is being typed is left alone, also where its field took the place of what had
   the focus. */
export function focusSoon(selector) {
  const from = document.activeElement;
  const since = performance.now();
  const look = () => {
    const now = document.activeElement;
    if (now?.matches(".name-field")) return;
    if (now !== from && now !== document.body && from?.isConnected) return;
    const target = document.querySelector(selector);
    if (target && target.offsetParent !== null) target.focus();
    else if (performance.now() - since < WITHIN_MS) requestAnimationFrame(look);
  };
  look();
}

/* The keyboard of the terminal `id`. One that is not ready yet would lose the first keys. */
export const focusTerminal = (id) => focusSoon(`[data-pty="${id}"] [data-ready="true"] textarea`);
