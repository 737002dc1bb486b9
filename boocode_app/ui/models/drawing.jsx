import { useEffect, useRef, useState } from "react";

const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false, scrollZoom: false };

/* Plotly weighs more than the rest of the page: it comes with the first plot that is drawn. */
let library;
const plotly = () =>
  (library ??= import("plotly.js-basic-dist-min").then((module) => module.default ?? module));

/** What Plotly draws of `make(colour)`, which gives { traces, layout } and looks a token's colour up
 * by its name. It is drawn anew with each new `make`, and when the page's colours become others. For
 * the eye alone: the words stand beside it. */
export function Drawing({ make, height }) {
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
    if (!draw) return;
    const { traces, layout } = make(colour);
    draw.react(box.current, traces, { ...quiet(colour), height, ...layout }, CONFIG);
  }, [draw, make, theme, height]);
  useEffect(() => {
    const drawn = box.current;
    return draw ? () => draw.purge(drawn) : undefined;
  }, [draw]);

  if (failed) return <p className="muted" style={{ height }}>The plot could not be loaded; reload the page.</p>;
  return <div ref={box} className="plot-box" style={{ height }} data-drawn={Boolean(draw)} aria-hidden="true" />;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/* What all plots have in common. */
const quiet = (colour) => ({
  margin: { l: 0, r: 0, t: 4, b: 0 },
  showlegend: false,
  dragmode: false,
  paper_bgcolor: "transparent",
  plot_bgcolor: "transparent",
  font: { family: "inherit", size: 12, color: colour("--muted") },
  hoverlabel: {
    bgcolor: colour("--raised"),
    bordercolor: colour("--line-strong"),
    font: { color: colour("--text"), size: 12 },
  },
});

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
