import { bytes, need, partsOf, progressOf, runs, stateOf } from "./words.js";

/** A model's state: colour, shape and word. */
export function StateDot({ model }) {
  const { dot, word } = stateOf(model);
  return (
    <span className="status" data-status={dot}>
      <i aria-hidden="true" />
      <span>{word}</span>
    </span>
  );
}

/** What a model needs of the memory that models may use, small and beside its words. */
export function NeedBar({ memory }) {
  const parts = [{ name: "needed", bytes: memory.total ?? 0 }];
  return <Bar parts={parts} whole={memory.budget} over={memory.fits === false} />;
}

/** The same with its words, and what the need is made of. */
export function Need({ memory }) {
  const parts = partsOf(memory);
  return (
    <div className="bar-box">
      <span className="num">Memory: {need(memory)}</span>
      <Bar parts={parts} whole={memory.budget} over={memory.fits === false} kinds />
      {parts.length > 0 && (
        <ul className="bar-key num">
          {parts.map(({ name, bytes: size }, at) => (
            <li key={name}>
              <i data-kind={at} aria-hidden="true" />
              {bytes(size)} {name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What the loaded models take of the memory that models may use, one part each. */
export function UseBar({ models, budget }) {
  const loaded = models.filter((model) => runs(model) && model.memory?.total);
  const used = loaded.reduce((sum, { memory }) => sum + memory.total, 0);
  const limit = budget ?? loaded[0]?.memory.budget;
  const parts = loaded.map(({ name, memory }) => ({ name, bytes: memory.total }));
  return (
    <div className="bar-box">
      <Bar parts={parts} whole={limit} over={limit < used} />
      <span className="muted num">{bytes(used)} of {bytes(limit)} for models in use</span>
    </div>
  );
}

/** How far a download is. */
export function Progress({ download, name }) {
  const { share, line } = progressOf(download);
  const done = share === null ? undefined : Math.round(share * 100);
  return (
    <div className="bar-box">
      <div className="bar" role="progressbar" aria-label={`Download of ${name}`} aria-valuenow={done}>
        <i style={{ width: `${done ?? 0}%` }} />
      </div>
      <span className="muted num">{line}</span>
    </div>
  );
}

/* For the eye alone, since the words stand beside it: `parts` of `whole` one after another, of one
   colour or, with `kinds`, of several. */
function Bar({ parts, whole, over = false, kinds = false }) {
  const sum = parts.reduce((so, part) => so + part.bytes, 0);
  const scale = Math.max(whole ?? 0, sum) || 1;
  return (
    <div className="bar" aria-hidden="true" data-over={over}>
      {parts.map(({ name, bytes: size }, at) => (
        <i
          key={name}
          data-kind={kinds ? at : 0}
          style={{ width: `${(size / scale) * 100}%` }}
          title={`${bytes(size)} ${name}`}
        />
      ))}
    </div>
  );
}
