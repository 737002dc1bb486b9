/* The terminal's colours, from the page's CSS variables (theme.css and terminal.css). */

const ANSI = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/* The colours of these CSS variables at `element`, in their order. */
export function coloursOf(element, ...names) {
  const style = getComputedStyle(element);
  return names.map((name) => style.getPropertyValue(name).trim());
}

export function readTheme(element) {
  const style = getComputedStyle(element);
  const colour = (name) => style.getPropertyValue(name).trim() || undefined;
  const theme = {
    background: colour("--surface"),
    foreground: colour("--text"),
    cursor: colour("--accent"),
    cursorAccent: colour("--surface"),
    selectionBackground: colour("--accent-line"),
    overviewRulerBorder: colour("--surface"),
  };
  for (const name of ANSI) {
    theme[name] = colour(`--term-${name}`);
    theme[`bright${name[0].toUpperCase()}${name.slice(1)}`] = colour(`--term-bright-${name}`);
  }
  return Object.fromEntries(Object.entries(theme).filter(([, value]) => value));
}

/* Call `changed` when the page turns light or dark; returns how to stop. */
export function watchTheme(changed) {
  const observer = new MutationObserver(changed);
  const attributeFilter = ["class", "data-theme", "style"];
  observer.observe(document.documentElement, { attributes: true, attributeFilter });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", changed);
  };
}
