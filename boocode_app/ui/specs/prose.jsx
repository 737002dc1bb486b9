import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import "./specs.css";

const CURRENT_TAB = '.doc-tabs [aria-current="page"]';

/** A document that the server rendered and made safe. Its tab and the block with the id `here` come
 * into view; links to other documents do not load the page anew. */
export function Prose({ html }) {
  const box = useRef(null);
  const navigate = useNavigate();

  useEffect(() => {
    document.querySelector(CURRENT_TAB)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    box.current.querySelector("#here")?.scrollIntoView({ block: "center" });
  }, [html]);

  const follow = (event) => {
    const link = event.target.closest("a[data-inside]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    navigate(link.getAttribute("href"));
  };
  return (
    <div ref={box} className="spec-text" onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />
  );
}
