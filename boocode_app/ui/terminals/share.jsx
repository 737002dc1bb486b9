import { useEffect, useState } from "react";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { Check, Link } from "./icons.js";

const SAID_MS = 2000;

/** The address under which a terminal can be looked at and not typed in. */
export const watchLink = (path, id) => new URL(`${path}?pty=${id}`, window.location).href;

/** Copies the address; where the browser does not let a page copy, says it. */
export async function copyLink(path, id) {
  const link = watchLink(path, id);
  if (!(await copyText(link))) {
    throw new Error(`The browser does not allow to copy here. The link is ${link}`);
  }
}

/** Copies the share link of a terminal, and says that it did. */
export function ShareButton({ path, id, onFault }) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () => copyLink(path, id).then(() => setCopied(true), (error) => onFault(error.message));
  return (
    <>
      <button
        type="button"
        className="icon-btn"
        aria-label="Copy share link"
        title="Copy a link that shows this terminal and cannot type"
        onClick={copy}
      >
        {copied ? <Check size={16} aria-hidden="true" /> : <Link size={16} aria-hidden="true" />}
      </button>
      <span role="status" className={copied ? "copied" : "sr"}>
        {copied ? "Copied" : ""}
      </span>
    </>
  );
}
