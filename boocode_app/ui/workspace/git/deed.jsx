/* The dialog of a deed: what it will do is shown first. */

import { useEffect, useId, useRef, useState } from "react";
import { Dialog } from "$/public/external/boocode_app/ui/components/dialog/dialog/dialog.jsx";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { done, usePreview } from "./deeds.js";
import { counted } from "./words.js";

/** Asks before a deed. `deed`: null, or { title, action, danger, place, wanted, choices, thing }:
 * `place` of the API with its preview, `wanted` as it is sent, `choices(wanted, choose)` what can be
 * chosen, `thing(preview)` what its files are called. */
export function DeedDialog({ repository, deed, onClose }) {
  return (
    <Dialog open={deed !== null} title={deed?.title ?? ""} onClose={onClose}>
      {deed && <Deed repository={repository} deed={deed} onClose={onClose} />}
    </Dialog>
  );
}

function Deed({ repository: { api, projectId }, deed, onClose }) {
  const [wanted, setWanted] = useState(deed.wanted ?? {});
  const [{ preview, fault }, refresh] = usePreview(api, deed.place, wanted);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState("");
  const go = useRef(null);
  const can = preview !== null && preview.refusal === null;
  useEffect(() => {
    if (can && !deed.danger) go.current.focus();
  }, [can]);

  const act = async () => {
    setBusy(true);
    setRefused("");
    try {
      await done(projectId, await api.act(deed.place, { ...wanted, state: preview.state }));
      onClose();
    } catch ({ message }) {
      setRefused(message);
      refresh();
    }
    setBusy(false);
  };
  return (
    <>
      {deed.choices?.(wanted, (change) => setWanted((old) => ({ ...old, ...change })))}
      {fault && <Fault what="It cannot be told what this would do." why={fault} onRetry={refresh} />}
      {!fault && <Preview preview={preview} thing={deed.thing?.(preview)} />}
      {refused && <p className="field-fault" role="alert">{refused}</p>}
      <div className="dialog-foot">
        <button type="button" className="btn ghost" autoFocus onClick={onClose}>Cancel</button>
        <button
          ref={go}
          type="button"
          className={deed.danger ? "btn danger" : "btn primary"}
          disabled={busy || !can}
          onClick={act}
        >
          {busy ? "Working…" : deed.action}
        </button>
      </div>
    </>
  );
}

/** A preview in words; a skeleton of it while it is not there. */
export function Preview({ preview, thing = "file" }) {
  if (!preview) {
    return (
      <div className="loading" role="status" aria-label="Looking what this would do">
        <div className="skeleton" />
        <div className="skeleton" />
      </div>
    );
  }
  return (
    <div className="deed">
      {preview.steps.map((step) => <p key={step}>{step}</p>)}
      {preview.refusal && <p className="deed-refusal" role="alert">{preview.refusal}</p>}
      <Files files={preview.files} more={preview.files_left_out} thing={thing} />
      {preview.losses.map((loss) => <p key={loss} className="deed-loss">{loss}</p>)}
      {preview.notes.map((note) => <p key={note} className="muted">{note}</p>)}
    </div>
  );
}

function Files({ files, more, thing }) {
  const heading = useId();
  if (!files.length) return null;
  return (
    <div className="deed-files">
      <strong id={heading}>{counted(files.length + more, thing)}</strong>
      <ul className="mono" tabIndex={0} aria-labelledby={heading}>
        {files.map((file) => <li key={file} className="cut" title={file}>{file}</li>)}
        {more > 0 && <li className="muted">and {more} more</li>}
      </ul>
    </div>
  );
}
