import { useEffect, useState } from "react";
import { Link, useLocation } from "react-router";

const root = () => document.documentElement;

/** Folds the sidebar to its icons; assets/early.js restores that before the first paint. */
export function FoldButton({ children }) {
  const fold = () => {
    const folded = "folded" in root().dataset;
    if (folded) delete root().dataset.folded;
    else root().dataset.folded = "1";
    localStorage.setItem("boocode.folded", folded ? "0" : "1");
  };
  return (
    <button type="button" className="icon-btn fold" aria-label="Fold the sidebar" onClick={fold}>
      {children}
    </button>
  );
}

function openDrawer() {
  root().dataset.drawer = "1";
  document.querySelector(".sidebar :is(a, button)")?.focus();
}

function closeDrawer() {
  if (!("drawer" in root().dataset)) return;
  delete root().dataset.drawer;
  document.querySelector("[data-drawer-button]")?.focus();
}

/** The four places of a phone. The children are their icons; `workspace` is the address under which
 * the panes stand. */
export function BottomBar({ workspace, here, children }) {
  const { pathname, search, hash } = useLocation();
  const [chat, git, terminal, more] = children;
  const [hydrated, setHydrated] = useState(false);
  // The compiled page knows no hash, so the first render must not either.
  const pane = here ? (hydrated && hash.slice(1)) || "chat" : "";

  useEffect(() => setHydrated(true), []);

  useEffect(closeDrawer, [pathname, search, hash]);
  useEffect(() => {
    const onKey = (event) => event.key === "Escape" && closeDrawer();
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const place = (name, label, icon) => (
    <Link to={`${workspace}#${name}`} aria-current={pane === name ? "page" : undefined}>
      {icon}
      {label}
    </Link>
  );
  return (
    <>
      <button type="button" className="scrim" aria-label="Close the menu" onClick={closeDrawer} />
      <nav className="bottom-bar" aria-label="Panes">
        {place("chat", "Chat", chat)}
        {place("git", "Git", git)}
        {place("terminal", "Terminal", terminal)}
        <button type="button" data-drawer-button onClick={openDrawer}>
          {more}
          More
        </button>
      </nav>
    </>
  );
}
