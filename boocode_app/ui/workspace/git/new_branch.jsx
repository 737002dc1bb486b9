import { useId, useState } from "react";
import { Dialog } from "$/public/external/boocode_app/ui/components/dialog/dialog/dialog.jsx";
import { done } from "./deeds.js";

/** Asks for a new branch's name. `asked`: null, or { start }, the ref that it begins at. */
export function NewBranch({ repository, asked, onClose }) {
  const from = asked?.start ? ` from “${asked.start}”` : "";
  return (
    <Dialog open={asked !== null} title={`New branch${from}`} onClose={onClose}>
      {asked && <Form repository={repository} start={asked.start ?? null} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ repository: { projectId, api, state }, start, onClose }) {
  const [checkout, setCheckout] = useState(true);
  const [fault, setFault] = useState("");
  const id = useId();
  const make = async (event) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get("name").trim();
    const wanted = { name, start, switch: checkout };
    try {
      const { refusal, state: shown } = await api.preview("branches", wanted);
      if (refusal) return setFault(refusal);
      done(projectId, await api.act("branches", { ...wanted, state: shown }));
      onClose();
    } catch ({ message }) {
      setFault(message);
    }
  };
  return (
    <form onSubmit={make}>
      <div className="fields">
        <div className="field">
          <label htmlFor={id}>Name</label>
          <input
            id={id}
            name="name"
            className="input mono"
            required
            autoFocus
            autoComplete="off"
            spellCheck={false}
            maxLength={250}
            aria-invalid={fault !== ""}
            aria-describedby={`${id}-about`}
            onChange={() => setFault("")}
          />
          <p id={`${id}-about`} className={fault ? "field-fault" : "muted"} role="status">
            {fault || `It begins at ${start ? `“${start}”` : `the commit that is checked out${on(state)}`}.`}
          </p>
        </div>
        <label className="git-check">
          <input type="checkbox" checked={checkout} onChange={(event) => setCheckout(event.target.checked)} />
          Check it out; uncommitted changes are carried over
        </label>
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn ghost" onClick={onClose}>Cancel</button>
        <button type="submit" className="btn primary">Make the branch</button>
      </div>
    </form>
  );
}

const on = (state) => (state?.branch ? ` (“${state.branch}”)` : "");
