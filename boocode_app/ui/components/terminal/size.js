/* The size of a screen: its own window's, or that of another viewer, to which the type is scaled. */

const SMALLEST = 6;

export class Size {
  /* `tell(size)`: whose columns and rows are shown, null where they are this window's. */
  constructor({ host, term, fit, link, readOnly, fontSize, tell }) {
    Object.assign(this, { host, term, fitting: fit, link, readOnly, fontSize, tell });
    this.foreign = readOnly;
  }

  setFontSize(pixels) {
    this.fontSize = pixels;
    if (!this.foreign) this.term.options.fontSize = pixels;
    this.fit();
  }

  /* The window may have changed. */
  fit() {
    if (!this.host.offsetParent) return;
    if (this.foreign) return this.scale();
    this.fitting.fit();
    this.link.resize(this.term.cols, this.term.rows);
  }

  /* The session has this size, and not by this viewer. */
  follow(cols, rows) {
    this.foreign = true;
    this.link.yieldSize();
    this.term.resize(cols, rows);
    this.scale();
    this.tell({ cols, rows });
  }

  /* Who types owns the size. */
  claim() {
    if (!this.foreign || this.readOnly) return;
    this.foreign = false;
    this.term.options.fontSize = this.fontSize;
    this.tell(null);
    this.fit();
    this.link.resize(this.term.cols, this.term.rows, true);
  }

  scale() {
    const now = this.term.options.fontSize;
    const room = this.host.offsetParent && this.fitting.proposeDimensions();
    if (!room) return;
    const share = Math.min(room.cols / this.term.cols, room.rows / this.term.rows);
    const wanted = Math.min(this.fontSize, Math.floor(now * share * 10) / 10);
    this.term.options.fontSize = Math.max(SMALLEST, wanted);
  }
}
