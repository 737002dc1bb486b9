import { useEffect, useState } from "react";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { AddDialog } from "./adding.jsx";
import { hrefOf, useAddress } from "./address.js";
import { AskDialog } from "./asking.jsx";
import { useDeeds } from "./deeds.js";
import { Plus } from "./icons.js";
import { List } from "./list.jsx";
import { MachineView, useMachine } from "./machine.jsx";
import { Model } from "./model.jsx";
import { useShelf } from "./shelf.js";
import "./rack.css";

/** All models on the left; on the right the one that the address names, else the machine. On a phone
 * the model covers the list. `onFault(words)`: what was asked for failed. */
export function ModelRack({ onFault }) {
  const shelf = useShelf();
  const machine = useMachine(shelf.phase === "ready");
  const [now, go] = useAddress();
  const { deeds, asked, answer, leave } = useDeeds({ look: shelf.look, open: go, onFault });
  const [adding, setAdding] = useState(false);
  useEscape(now.model, go);

  const onAdded = async (model) => {
    setAdding(false);
    await shelf.look();
    go(model.name);
  };
  const onYes = async (deed, model, file) => {
    const why = await answer(deed, model, file);
    if (!why && deed === "remove" && now.model === model.name) go("", "", { replace: true });
    return why;
  };
  return (
    <div className="rack" data-view={now.model ? "model" : "list"}>
      <section className="rack-list" aria-label="All models">
        <header>
          <h1>Models</h1>
          <button type="button" className="btn primary" onClick={() => setAdding(true)}>
            <Plus size={16} aria-hidden="true" />
            Add a model
          </button>
        </header>
        <Listed {...{ shelf, machine, now, go, deeds }} />
      </section>
      {shelf.phase === "ready" && (
        <section className="rack-open" aria-label={now.model || "This machine"}>
          {now.model ? (
            <Model
              key={now.model}
              name={now.model}
              model={shelf.models.find(({ name }) => name === now.model)}
              side={now.side}
              samples={shelf.samples[now.model]}
              deeds={deeds}
              go={go}
            />
          ) : (
            <MachineView {...machine} models={shelf.models} deeds={deeds} onAdd={() => setAdding(true)} />
          )}
        </section>
      )}
      <AddDialog
        open={adding}
        models={shelf.models}
        suggestions={machine.now?.suggestions}
        onAdded={onAdded}
        onClose={() => setAdding(false)}
      />
      <AskDialog asked={asked} onYes={onYes} onClose={leave} />
    </div>
  );
}

function Listed({ shelf, machine, now, go, deeds }) {
  if (shelf.phase === "loading") {
    return (
      <div className="loading" role="status" aria-label="Loading the models">
        {[0, 1, 2].map((row) => <div key={row} className="skeleton" />)}
      </div>
    );
  }
  if (shelf.phase === "failed") {
    return <Fault what="The models cannot be listed." why={shelf.fault} onRetry={shelf.look} />;
  }
  return (
    <>
      {shelf.fault && (
        <p className="rack-stale" role="status">
          This is the list as it was. {shelf.fault}
        </p>
      )}
      <List models={shelf.models} machine={machine.now} current={now.model} {...{ hrefOf, go, deeds }} />
    </>
  );
}

/* Esc leaves an open model, where nothing else is to be left by it. */
function useEscape(model, go) {
  useEffect(() => {
    const onKey = (event) => {
      const isElsewhere = event.target.closest?.("input, textarea, select, dialog[open], [popover]");
      if (event.key === "Escape" && model && !isElsewhere) go("");
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [model, go]);
}
