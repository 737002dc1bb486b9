/* An image that changed: both sides, how large they are, and how many bytes they take. */

import { useEffect, useState } from "react";
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";
import { useDiff } from "./actions.jsx";
import { grouped, nameOn, visible } from "./words.js";
import "./picture.css";

const GONE_OLD = ["added", "untracked"];
const SIDES = [
  { side: "old", words: "Before", isIn: (file) => !GONE_OLD.includes(file.status) },
  { side: "new", words: "After", isIn: (file) => file.status !== "deleted" },
];

export function Picture({ file }) {
  return (
    <div className="boo-diff-picture">
      {SIDES.filter(({ isIn }) => isIn(file)).map(({ side, words }) => (
        <Side key={side} file={file} side={side} words={words} />
      ))}
    </div>
  );
}

function Side({ file, side, words }) {
  const { projectId, aim } = useDiff();
  const { address, bytes, fault } = useBytes(urlOf(projectId, aim, file, side));
  const [size, setSize] = useState("");
  return (
    <figure className={side}>
      <div className="frame">
        {fault ? (
          <span className="muted">{fault}</span>
        ) : (
          address && (
            <img
              src={address}
              alt={`${words}: ${visible(file.path)}`}
              onLoad={({ target }) => setSize(`${target.naturalWidth} × ${target.naturalHeight}`)}
            />
          )
        )}
      </div>
      <figcaption>
        {words}
        <span className="muted num">{[size, bytes && `${grouped(bytes)} bytes`].filter(Boolean).join(", ")}</span>
      </figcaption>
    </figure>
  );
}

/* The image as an address of this page: a bare <img> would say nothing of its bytes. */
function useBytes(url) {
  const [held, setHeld] = useState({});
  useEffect(() => {
    const stopping = new AbortController();
    let address;
    fetch(url, { signal: stopping.signal, credentials: "include" })
      .then(async (answer) => {
        if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.detail ?? "No image here.");
        const blob = await answer.blob();
        if (stopping.signal.aborted) return;
        address = URL.createObjectURL(blob);
        setHeld({ address, bytes: blob.size });
      })
      .catch((error) => stopping.signal.aborted || setHeld({ fault: error.message }));
    return () => {
      stopping.abort();
      if (address) URL.revokeObjectURL(address);
    };
  }, [url]);
  return held;
}

function urlOf(projectId, aim, file, side) {
  const asked = new URLSearchParams({ ...aim, path: nameOn(file, side), side });
  return new URL(`/api/projects/${projectId}/diff/image?${asked}`, getBackendURL(env.PING)).href;
}
