/* The theme of the lines. "system" follows the page's, which follows the system's until somebody
   chooses. */

import { useEffect, useState } from "react";

export function useTheme(themeType) {
  const [page, setPage] = useState(pageTheme);
  useEffect(() => {
    const changed = () => setPage(pageTheme());
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, { attributeFilter: ["class", "style"] });
    const query = matchMedia("(prefers-color-scheme: dark)");
    query.addEventListener("change", changed);
    return () => {
      observer.disconnect();
      query.removeEventListener("change", changed);
    };
  }, []);
  return themeType === "dark" || themeType === "light" ? themeType : page;
}

function pageTheme() {
  const { classList } = document.documentElement;
  if (classList.contains("dark")) return "dark";
  if (classList.contains("light")) return "light";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
