import { useEffect, useMemo, useState } from "react";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { Moment } from "$/public/external/boocode_app/ui/components/moment/moment/moment.jsx";
import * as api from "./api.js";
import { Drawing } from "./drawing.jsx";
import { figuresOf, nameOf, times } from "./figures.js";
import { CopyButton } from "./log.jsx";

const BAR = 26;

/** What `boocode ion bench` measured of a model on this machine. */
export function Bench({ name }) {
  const [found, setFound] = useState({ phase: "loading" });
  const look = () =>
    api.bench(name).then(
      (bench) => setFound({ phase: "ready", bench }),
      (error) => setFound({ phase: "failed", why: error.message }),
    );
  useEffect(() => {
    look();
  }, [name]);

  if (found.phase === "loading") return <div className="loading" role="status" aria-label="Loading what was measured" />;
  if (found.phase === "failed") return <Fault what="What was measured cannot be read." why={found.why} onRetry={look} />;
  return found.bench ? <Measured bench={found.bench} /> : <NotMeasured name={name} />;
}

function NotMeasured({ name }) {
  const command = `boocode ion bench ${name}`;
  return (
    <div className="empty">
      <h3>Not measured yet</h3>
      <p>
        Speed, time to first token and KV size with each K cache type, with and without speculation, will stand here. It
        takes some minutes:
      </p>
      <code>{command}</code>
      <CopyButton text={() => command} />
    </div>
  );
}

function Measured({ bench }) {
  const { at, rounds, prompts, tokens, rows, best, model } = bench;
  return (
    <section className="rack-part" aria-label="What was measured">
      <p>
        Fastest here: <strong>{nameOf(rows[best])}</strong>, {times(rows[best].to_defaults.per_s)} the generation of
        llama-server's defaults. <span className="muted">To keep it: </span>
        <code>boocode ion bench {model} --apply</code>
      </p>
      <div className="figures-grid">
        {figuresOf(bench).map((figure) => <Bars key={figure.id} figure={figure} bench={bench} />)}
      </div>
      <p className="muted num">
        Measured <Moment at={at} />, {rounds} rounds of {prompts} prompts, {tokens} tokens at most. Beside each value: its
        ratio to the defaults.
      </p>
    </section>
  );
}

function Bars({ figure, bench }) {
  const { title, about, say, values, ratios } = figure;
  const make = useMemo(() => (colour) => drawn(figure, bench, colour), [figure.id, bench]);
  const words = bench.rows.map((row, at) => `${nameOf(row)}: ${say(values[at])} ${times(ratios[at])}`);
  return (
    <figure className="plot" aria-label={`${title}, ${about}. ${words.join("; ")}`}>
      <figcaption>
        <strong>{title}</strong>
        <small>{about}</small>
      </figcaption>
      <Drawing make={make} height={BAR * bench.rows.length + 8} />
    </figure>
  );
}

/* One bar a combination beside its name, the fastest in the accent; its figure stands behind what the
   rounds gave at most. */
function drawn({ values, spread, ratios, say }, { rows, best }, colour) {
  const names = rows.map(nameOf);
  const ends = values.map((value, at) => spread?.[at][1] ?? value ?? 0);
  const highest = Math.max(...ends) || 1;
  const bars = {
    type: "bar",
    orientation: "h",
    y: names,
    x: values,
    hoverinfo: "none",
    width: 0.55,
    marker: { color: rows.map((_, at) => colour(at === best ? "--accent" : "--accent-line")) },
    error_x: spread && {
      type: "data",
      symmetric: false,
      array: spread.map(([, high], at) => high - values[at]),
      arrayminus: spread.map(([low], at) => values[at] - low),
      color: colour("--muted"),
      thickness: 1,
      width: 3,
    },
  };
  const words = {
    type: "scatter",
    mode: "text",
    y: names,
    x: ends.map((end) => end + highest * 0.04),
    text: values.map((value, at) => `${say(value)}  ${times(ratios[at])}`),
    textposition: "middle right",
    hoverinfo: "none",
    cliponaxis: false,
  };
  const layout = {
    margin: { l: 160, r: 0, t: 4, b: 4 },
    xaxis: { fixedrange: true, showticklabels: false, showgrid: false, zeroline: false, range: [0, highest * 1.8] },
    yaxis: { fixedrange: true, autorange: "reversed", ticklen: 8, tickcolor: "transparent", showgrid: false },
  };
  return { traces: [bars, words], layout };
}
