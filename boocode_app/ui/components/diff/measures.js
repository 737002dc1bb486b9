/* How high things are in the view, in pixels, and the style inside its shadow roots. */

export const HEADER_HEIGHT = 36;
export const METRICS = { diffHeaderHeight: HEADER_HEIGHT, lineHeight: 20, spacing: 0 };
export const LAYOUT = { paddingTop: 0, paddingBottom: 24, gap: 8 };

/* A selection of text that began in one column stays in it; the actions of a hunk take no height. */
export const INSIDE = `
  :is(code, [data-expand-button]):focus-visible { outline: 2px solid var(--focus); outline-offset: -2px; }
  :host([data-picks="deletions"]) [data-additions] [data-content],
  :host([data-picks="additions"]) [data-deletions] [data-content] { user-select: none; }
  [data-line-annotation]:not([data-line-annotation="-1,-1"]) { height: 0; min-height: 0; }
  [data-line-annotation] [data-annotation-content] { overflow: visible; }
  [data-file] :is([data-gutter], [data-line]) { display: none; }
  [data-line-annotation="-1,-1"], [data-gutter-buffer="annotation"] { background: var(--diffs-bg); }
`;
