/* An image as the browser draws it; one that is text too (SVG) can be read as well. */

import { useState } from "react";
import env from "$/env.json";
import { getBackendURL } from "$/utils/state";
import { visible } from "$/public/external/boocode_app/ui/components/diff/diff/words.js";
import { Nothing } from "./states.jsx";

export function Picture({ projectId, path, version, code }) {
  const [asText, setAsText] = useState(false);
  const [size, setSize] = useState("");
  const [failed, setFailed] = useState(false);
  const asked = new URLSearchParams({ path, version });
  const url = new URL(`/api/projects/${projectId}/files/image?${asked}`, getBackendURL(env.PING)).href;
  return (
    <div className="boo-files-picture">
      {code && (
        <div className="choice" role="group" aria-label="Show as">
          <button type="button" className="btn" aria-pressed={!asText} onClick={() => setAsText(false)}>
            Image
          </button>
          <button type="button" className="btn" aria-pressed={asText} onClick={() => setAsText(true)}>
            Text
          </button>
        </div>
      )}
      {asText ? (
        code
      ) : failed ? (
        <Nothing>The image cannot be drawn: it is broken, or too large.</Nothing>
      ) : (
        <figure>
          <img
            src={url}
            alt={visible(path)}
            onLoad={({ target }) => setSize(`${target.naturalWidth} × ${target.naturalHeight}`)}
            onError={() => setFailed(true)}
          />
          <figcaption className="num">{size}</figcaption>
        </figure>
      )}
    </div>
  );
}
