import { inPlace } from "./address.js";
import { ActionMenu, MainAction } from "./actions.jsx";
import { NeedBar, Progress, StateDot } from "./bars.jsx";
import { activity, bytes, need } from "./words.js";

/** One model of the list: its state, what it needs, whom it answers, and what can be done with it. */
export function Row({ model, current, href, go, deeds }) {
  const { name, kind, size, memory, download } = model;
  const isFile = kind !== "endpoint" && !download;
  const busy = activity(model);
  return (
    <li className="rack-row" data-current={current}>
      <a
        className="rack-link"
        href={href}
        aria-current={current}
        onClick={(event) => inPlace(event, () => go(name))}
      >
        <span className="rack-head">
          <strong className="cut">{name}</strong>
        </span>
        <div className="rack-facts num">
          <StateDot model={model} />
          {busy && <span>{busy}</span>}
          {!isFile && <Tags model={model} />}
        </div>
        {download && <Progress download={download} name={name} />}
        {isFile && (
          <div className="rack-facts num">
            {memory && <NeedBar memory={memory} />}
            <span className="muted">{memory ? need(memory) : bytes(size)}</span>
            <Tags model={model} />
          </div>
        )}
      </a>
      <div className="rack-tools">
        <MainAction model={model} deeds={deeds} small />
        <ActionMenu model={model} deeds={deeds} />
      </div>
    </li>
  );
}

/** What is special about a model, in a word each; the default one is always pinned. */
export const Tags = ({ model }) => (
  <>
    {model.default && <span className="tag" data-tone="accent">default</span>}
    {model.pinned && !model.default && <span className="tag">pinned</span>}
    {model.kind === "endpoint" && <span className="tag">endpoint</span>}
  </>
);
