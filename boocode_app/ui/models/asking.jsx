import { useState } from "react";
import { Dialog } from "$/public/external/boocode_app/ui/components/dialog/dialog/dialog.jsx";
import { bytes, losses, originOf } from "./words.js";

const ENDS = { unload: "Unload", restart: "Restart" };

/** Asks before something is lost. `asked`: null, or { deed: unload, restart or remove, model };
 * `onYes(deed, model, file)` resolves to why it could not be done, "" where it was. */
export function AskDialog({ asked, onYes, onClose }) {
  return (
    <Dialog open={asked !== null} title={asked ? titleOf(asked) : ""} onClose={onClose}>
      {asked && <Question asked={asked} onYes={onYes} onClose={onClose} />}
    </Dialog>
  );
}

function titleOf({ deed, model }) {
  if (deed !== "remove") return `${ENDS[deed]} “${model.name}”?`;
  return model.download ? `Cancel the download of “${model.name}”?` : `Remove “${model.name}”?`;
}

function Question({ asked: { deed, model }, onYes, onClose }) {
  const [file, setFile] = useState(Boolean(model.source));
  const [fault, setFault] = useState("");
  const hasChoice = deed === "remove" && model.kind !== "endpoint" && !model.download;
  const go = async () => {
    const why = await onYes(deed, model, file);
    setFault(why);
    if (!why) onClose();
  };
  return (
    <>
      {hasChoice ? (
        <FileChoice model={model} file={file} onChoose={setFile} />
      ) : (
        <p>{deed === "remove" ? lossOf(model) : losses(model)}</p>
      )}
      {fault && <p className="field-fault rack-refusal" role="alert">{fault}</p>}
      <div className="dialog-foot">
        <button type="button" className="btn ghost" autoFocus onClick={onClose}>Keep it</button>
        <button type="button" className="btn danger" onClick={go}>{wordOf(deed, hasChoice && file)}</button>
      </div>
    </>
  );
}

const wordOf = (deed, file) => ENDS[deed] ?? (file ? "Delete the file" : "Remove");

const lossOf = ({ download }) =>
  download
    ? `What has come of it (${bytes(download.received)}) is thrown away.`
    : "BooCode forgets the endpoint; what it serves is not touched.";

function FileChoice({ model, file, onChoose }) {
  return (
    <fieldset className="radios">
      <legend className="sr">What goes</legend>
      <Choice checked={!file} onChoose={() => onChoose(false)} title="Only the entry">
        The file stays where it is: {originOf(model)}
      </Choice>
      <Choice checked={file} onChoose={() => onChoose(true)} title={`The file too (${bytes(model.size)})`}>
        It is deleted from the models folder, which cannot be undone.
      </Choice>
    </fieldset>
  );
}

const Choice = ({ checked, onChoose, title, children }) => (
  <label className="radio">
    <input type="radio" name="goes" checked={checked} onChange={onChoose} />
    <span>
      <strong>{title}</strong>
      <span className="muted">{children}</span>
    </span>
  </label>
);
