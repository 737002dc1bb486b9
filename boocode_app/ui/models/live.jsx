import { Plot } from "./plot.jsx";
import { plotsOf } from "./samples.js";
import { Load } from "./icons.js";
import { bytes, runs } from "./words.js";

/** How fast a ready model is, as numbers and as small plots of the last ten minutes. */
export function Live({ model, samples = [], deeds }) {
  if (!runs(model) && samples.length === 0) {
    return (
      <div className="empty">
        <h3>Not loaded</h3>
        <p>Speed, slots, KV cache, cache hits and draft acceptance will stand here while it runs.</p>
        {model.state === "stopped" && (
          <button type="button" className="btn primary" onClick={() => deeds.load(model)}>
            <Load size={16} aria-hidden="true" />
            Load
          </button>
        )}
      </div>
    );
  }
  const kv = samples.at(-1)?.kv_bytes;
  return (
    <section aria-label="Live figures">
      <div className="plots">
        {plotsOf(samples, model.context).map((plot) => (
          <Plot key={plot.id} plot={plot.id === "kv" ? { ...plot, about: kv && `${bytes(kv)} in memory` } : plot} />
        ))}
      </div>
      <p className="muted rack-note">
        The last ten minutes, since this page was opened. {samples.length === 0 && "The first figures are on their way."}
      </p>
    </section>
  );
}
