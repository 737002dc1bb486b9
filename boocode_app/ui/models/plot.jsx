import { useEffect, useRef, useState } from "react";
import { SPAN_MS, peakOf } from "./samples.js";
import { percent, short } from "./words.js";

const HEIGHT = 88;
const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false, scrollZoom: false };

/* Plotly weighs more than the rest of the page: it comes with the first plot that is drawn. */
let library;
const plotly = () => (library ??= import("plotly.js-basic-dist-min").then((module) => module.default ?? module));

/** One small plot over its number. `plot` as samples.plotsOf gives it. */
export function Plot({ plot }) {
  const { title, unit, share, points, value, about } = plot;
  const say = share ? percent : short;
  const peak = peakOf(points);
  const words = `${title}: ${say(value)} ${unit ?? ""}`;
  return (
    <figure className="plot" aria-label={`${words}, highest ${say(peak)} in the last ten minutes`}>
      <figcaption>
        <span>{title}</span>
        <span className="plot-value num">
          <strong>{say(value)}</strong> {unit && <small>{unit}</small>}
        </span>
      </figcaption>
      <Drawing plot={plot} peak={peak} say={say} />
      <small className="muted num">{about || (peak === null ? "no figures yet" : `highest ${say(peak)}`)}</small>
    </figure>
  );
}

function Drawing({ plot, peak, say }) {
  const box = useRef(null);
  const [draw, setDraw] = useState(null);
  const [failed, setFailed] = useState(false);
  const theme = useTheme();

  useEffect(() => {
    let wanted = true;
    plotly().then(
      (found) => wanted && setDraw(() => found),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, []);
  useEffect(() => {
    if (draw) draw.react(box.current, traces(plot, say), layout(plot, peak, theme), CONFIG);
  }, [draw, plot, theme]);
  useEffect(() => {
    const drawn = box.current;
    return draw ? () => draw.purge(drawn) : undefined;
  }, [draw]);

  if (failed) return <p className="plot-box muted">The plot could not be loaded; reload the page.</p>;
  return <div ref={box} className="plot-box" data-drawn={Boolean(draw)} aria-hidden="true" />;
}

/* Where there are gaps, nothing is filled and single points are dots: a fill would bridge them. */
function traces({ points, steps }, say) {
  const whole = points.every(([, value]) => value !== null);
  return [
    {
      type: "scatter",
      mode: whole ? "lines" : "lines+markers",
      x: points.map(([time]) => new Date(time)),
      y: points.map(([, value]) => value),
      text: points.map(([, value]) => say(value)),
      hovertemplate: "%{text}<extra>%{x|%H:%M:%S}</extra>",
      connectgaps: false,
      line: { width: 1.5, shape: steps ? "hv" : "linear", color: colour("--accent-text") },
      marker: { size: 2.5, color: colour("--accent-text") },
      fill: whole ? "tozeroy" : "none",
      fillcolor: colour("--accent-soft"),
    },
  ];
}

function layout({ points, max, share }, peak, theme) {
  const now = points.at(-1)?.[0] ?? Date.now();
  const quiet = { fixedrange: true, zeroline: false, showline: false, color: colour("--muted") };
  return {
    datarevision: now,
    meta: theme,
    height: HEIGHT,
    margin: { l: 0, r: 0, t: 4, b: 0 },
    showlegend: false,
    dragmode: false,
    hovermode: "x",
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    font: { family: "inherit", size: 11, color: colour("--muted") },
    hoverlabel: { bgcolor: colour("--raised"), bordercolor: colour("--line-strong"), font: { color: colour("--text"), size: 12 } },
    xaxis: { ...quiet, range: [now - SPAN_MS, now], showgrid: false, showticklabels: false },
    yaxis: {
      ...quiet,
      range: [0, (share ? 1 : Math.max(max ?? 0, peak ?? 0) || 1) * 1.05],
      nticks: 3,
      gridcolor: colour("--line"),
      showticklabels: false,
    },
  };
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/* Another value when the page's colours become others. */
function useTheme() {
  const [theme, setTheme] = useState(0);
  useEffect(() => {
    const seen = new MutationObserver(() => setTheme((was) => was + 1));
    seen.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    return () => seen.disconnect();
  }, []);
  return theme;
}
