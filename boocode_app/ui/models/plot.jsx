import { useMemo } from "react";
import { Drawing } from "./drawing.jsx";
import { SPAN_MS, peakOf } from "./samples.js";
import { percent, short } from "./words.js";

const HEIGHT = 88;
const SHORTEST_MS = 60_000;
const AXIS = { fixedrange: true, zeroline: false, showline: false, showticklabels: false };

/** One small plot over its number. `plot` as samples.plotsOf gives it. */
export function Plot({ plot }) {
  const { title, unit, share, points, value, about } = plot;
  const say = share ? percent : short;
  const peak = peakOf(points);
  const make = useMemo(() => (colour) => drawn(plot, peak, say, colour), [plot, peak]);
  return (
    <figure
      className="plot"
      aria-label={`${title}: ${say(value)} ${unit ?? ""}, highest ${say(peak)} in the last ten minutes`}
    >
      <figcaption>
        <span>{title}</span>
        <span className="plot-value num">
          <strong>{say(value)}</strong> {unit && <small>{unit}</small>}
        </span>
      </figcaption>
      <Drawing make={make} height={HEIGHT} />
      <small className="muted num">{about || (peak === null ? "no figures yet" : `highest ${say(peak)}`)}</small>
    </figure>
  );
}

/* Where there are gaps, nothing is filled and single points are dots: a fill would bridge them. */
function drawn({ points, steps, share, max }, peak, say, colour) {
  const now = points.at(-1)?.[0] ?? Date.now();
  const since = Math.max(now - SPAN_MS, Math.min(points[0]?.[0] ?? now, now - SHORTEST_MS));
  const isWhole = points.every(([, value]) => value !== null);
  const highest = share ? 1 : Math.max(max ?? 0, peak ?? 0) || 1;
  const trace = {
    type: "scatter",
    mode: isWhole ? "lines" : "lines+markers",
    x: points.map(([time]) => new Date(time)),
    y: points.map(([, value]) => value),
    text: points.map(([, value]) => say(value)),
    hovertemplate: "%{text}<extra>%{x|%H:%M:%S}</extra>",
    connectgaps: false,
    line: { width: 1.5, shape: steps ? "hv" : "linear", color: colour("--accent-text") },
    marker: { size: 2.5, color: colour("--accent-text") },
    fill: isWhole ? "tozeroy" : "none",
    fillcolor: colour("--accent-soft"),
  };
  const layout = {
    hovermode: "x",
    xaxis: { ...AXIS, range: [since, now], showgrid: false },
    yaxis: { ...AXIS, range: [0, highest * 1.05], nticks: 3, gridcolor: colour("--line") },
  };
  return { traces: [trace], layout };
}
