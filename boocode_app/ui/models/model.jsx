import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { Moment } from "$/public/external/boocode_app/ui/components/moment/moment/moment.jsx";
import { SIDES, hrefOf, inPlace } from "./address.js";
import { ActionMenu, MainAction } from "./actions.jsx";
import { Arguments } from "./arguments.jsx";
import { Need, Progress, StateDot } from "./bars.jsx";
import { Bench } from "./bench.jsx";
import { Back } from "./icons.js";
import { Live } from "./live.jsx";
import { Log } from "./log.jsx";
import { Tags } from "./row.jsx";
import { activity, bytes, idleRule, originOf, whole } from "./words.js";

/** One model: its state and facts in a few lines, and one of its sides. */
export function Model({ name, model, side, samples, deeds, go }) {
  if (!model) {
    return (
      <div className="rack-body">
        <BackButton go={go} />
        <div className="empty">
          <h2>No model “{name}”</h2>
          <p>It may have been removed, or the link names another machine's.</p>
          <button type="button" className="btn" onClick={() => go("")}>All models</button>
        </div>
      </div>
    );
  }
  const supervised = model.kind !== "endpoint";
  return (
    <div className="rack-body">
      <header className="rack-title">
        <BackButton go={go} />
        <h2 className="cut">{name}</h2>
        <StateDot model={model} />
        <Tags model={model} />
        <div className="end">
          <MainAction model={model} deeds={deeds} />
          <ActionMenu model={model} deeds={deeds} />
        </div>
      </header>
      {model.download ? <Coming model={model} /> : <Facts model={model} />}
      {model.state === "failed" && (
        <Fault what="It does not run." why={model.detail || "Why is not known; its log may tell."} onRetry={() => deeds.load(model)}>
          <button type="button" className="btn ghost" onClick={() => copyText(model.detail)}>
            Copy details
          </button>
        </Fault>
      )}
      {model.state !== "failed" && model.detail && <p className="rack-note" role="status">{model.detail}</p>}
      {!model.download && supervised && (
        <>
          <nav className="rack-sides" aria-label={`Sides of ${name}`}>
            {Object.entries(SIDES).map(([key, word]) => (
              <a
                key={key}
                href={hrefOf(name, key)}
                aria-current={key === side ? "page" : undefined}
                onClick={(event) => inPlace(event, () => go(name, key, { replace: true }))}
              >
                {word}
              </a>
            ))}
          </nav>
          {side === "live" && <Live model={model} samples={samples} deeds={deeds} />}
          {side === "arguments" && <Arguments model={model} deeds={deeds} />}
          {side === "log" && <Log key={name} model={model} />}
          {side === "bench" && <Bench name={name} />}
        </>
      )}
    </div>
  );
}

const BackButton = ({ go }) => (
  <button type="button" className="icon-btn rack-back" aria-label="All models" onClick={() => go("")}>
    <Back size={16} aria-hidden="true" />
  </button>
);

function Coming({ model }) {
  return (
    <div className="rack-part">
      <Progress download={model.download} name={model.name} />
      <code className="muted rack-origin">{originOf(model)}</code>
    </div>
  );
}

function Facts({ model }) {
  const { kind, size, memory, context, pid, port, since, restarts, ttl_s: ttl, last_used: used } = model;
  const supervised = kind !== "endpoint";
  return (
    <div className="rack-part">
      <div className="facts num">
        {activity(model) && <span>{activity(model)}</span>}
        {supervised && <span>{bytes(size)} on disk</span>}
        {supervised && <span>context {whole(context)}</span>}
        {pid && <span>pid {pid}, port {port}</span>}
        {since && <span>since <Moment at={since} /></span>}
        {restarts > 0 && <span>{restarts === 1 ? "1 restart" : `${restarts} restarts`}</span>}
        {supervised && <span>{idleRule(ttl)}</span>}
        {used && <span>last used <Moment at={used} /></span>}
      </div>
      <code className="muted rack-origin">{originOf(model)}</code>
      {supervised && memory && <Need memory={memory} />}
    </div>
  );
}
