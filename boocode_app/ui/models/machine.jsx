import { useCallback, useEffect, useState } from "react";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import * as api from "./api.js";
import { UseBar } from "./bars.jsx";
import { Fetch, Plus } from "./icons.js";
import { bytes, isFirstRun, runs, whole } from "./words.js";

/** This machine as it is now: { now, fault, look }; read once the sidecar is known to answer. */
export function useMachine(ready) {
  const [found, setFound] = useState({ now: null, fault: "" });
  const look = useCallback(
    () =>
      api.machine().then(
        (now) => setFound({ now, fault: "" }),
        (error) => setFound((was) => ({ ...was, fault: error.message })),
      ),
    [],
  );
  useEffect(() => {
    if (ready) look();
  }, [ready, look]);
  return { ...found, look };
}

/** What stands open where no model does: the machine, what models take of it, and what would fit. */
export function MachineView({ now, fault, look, models, deeds, onAdd }) {
  if (fault && !now) return <Fault what="The machine cannot be looked at." why={fault} onRetry={look} />;
  if (!now) {
    return (
      <div className="loading" role="status" aria-label="Looking at this machine">
        {[0, 1, 2, 3].map((row) => <div key={row} className="skeleton" />)}
      </div>
    );
  }
  const first = isFirstRun(models);
  return (
    <div className="rack-body">
      <header className="rack-title">
        <h2>This machine</h2>
      </header>
      <Facts machine={now} models={models} />
      <section className="rack-part" aria-labelledby="suggested">
        <h3 id="suggested">{first ? "Choose a first model" : "Models that fit"}</h3>
        <p className="muted">
          {first
            ? "Only the demo model is here, and it talks nonsense. These fit this machine; a download can be paused and goes on where it stopped."
            : "Well-known models that fit this machine. A download can be paused and goes on where it stopped."}
        </p>
        <Suggestions suggestions={now.suggestions} models={models} onFetch={deeds.fetch} />
        <div>
          <button type="button" className="btn" onClick={onAdd}>
            <Plus size={16} aria-hidden="true" />
            Add another
          </button>
        </div>
      </section>
    </div>
  );
}

function Facts({ machine, models }) {
  const loaded = models.filter((model) => runs(model) && model.memory?.total);
  return (
    <div className="rack-part">
      <dl className="figures num">
        <Figure name="Memory" value={bytes(machine.memory)} about={`${bytes(machine.available)} free now`} />
        <Figure name="Cores" value={whole(machine.cores)} />
        {machine.gpus.map((gpu, at) => (
          <Figure key={at} name={gpu.name} value={bytes(gpu.memory)} about={`${bytes(gpu.free)} free now`} />
        ))}
        {machine.gpus.length === 0 && <Figure name="GPU" value="none" about="Models run on the cores" />}
        <Figure name="Models may use" value={bytes(machine.budget)} />
      </dl>
      <UseBar models={models} budget={machine.budget} />
      {loaded.length > 1 && (
        <ul className="bar-key num">
          {loaded.map(({ name, memory }) => <li key={name}>{bytes(memory.total)} {name}</li>)}
        </ul>
      )}
    </div>
  );
}

/** A number with its name, and a word about it. */
export const Figure = ({ name, value, about }) => (
  <div>
    <dt className="cut" title={name}>{name}</dt>
    <dd>{value}</dd>
    {about && <dd className="muted">{about}</dd>}
  </div>
);

/** Models of Hugging Face that fit, with a button each; what is here already says so. */
export function Suggestions({ suggestions, models, onFetch }) {
  const here = new Set(models.map(({ source }) => source));
  if (!suggestions?.length) return <p className="muted">No well-known model fits this machine's memory.</p>;
  return (
    <ul className="suggestions">
      {suggestions.map((one) => (
        <li key={one.hf}>
          <div>
            <strong>{one.title}</strong> <span className="muted num">{bytes(one.size)}</span>
            <p className="muted">{one.why}</p>
          </div>
          {here.has(one.hf) ? (
            <span className="tag">here</span>
          ) : (
            <button type="button" className="btn" aria-label={`Download ${one.title}`} onClick={() => onFetch(one)}>
              <Fetch size={16} aria-hidden="true" />
              Download
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
