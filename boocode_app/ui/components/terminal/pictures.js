/* Pictures in the terminal: sixel, and those of iTerm. What draws them weighs more than a terminal
   should that shows none, so it is loaded when a program asks for it or sends the first one.

   Invariant: bytes reach the screen in the order in which they came, also while it is loaded. */

const LIMITS = {
  storageLimit: 32, // MB of pixels a terminal keeps; the oldest picture goes first
  pixelLimit: 8_000_000,
  sixelSizeLimit: 8_000_000,
  iipSizeLimit: 8_000_000,
};
/* A sixel picture, one of iTerm's, and the questions whether there is a terminal for them: device
   attributes and graphics attributes. */
const SIGN = /\x1b(?:P[\d;]*q|\]1337;|\[0?c|\[\?[\d;]+S)/;
const SIGN_LENGTH = 32;
const DECODER_MS = 10;
const DECODER_TRIES = 200;

export class Pictures {
  constructor(term) {
    this.term = term;
    this.decoder = new TextDecoder("latin1");
    this.tail = "";
    this.loading = null;
    this.loaded = false;
  }

  /* Calls `write`, which shows `bytes`: now, or when their pictures can be drawn. */
  pass(bytes, write) {
    if (this.loaded || (!this.loading && !this.announcedBy(bytes))) return write();
    this.loading ??= this.load();
    this.loading = this.loading.then(write);
    return undefined;
  }

  announcedBy(bytes) {
    if (!this.tail && !bytes.includes(0x1b)) return false;
    const text = this.tail + this.decoder.decode(bytes);
    const begun = text.lastIndexOf("\x1b", text.length);
    this.tail = begun < text.length - SIGN_LENGTH ? "" : text.slice(begun);
    return SIGN.test(text);
  }

  async load() {
    try {
      const { ImageAddon } = await import("@xterm/addon-image");
      const addon = new ImageAddon(LIMITS);
      this.term.loadAddon(addon);
      await decoderOf(addon);
    } catch {
      // The terminal was closed meanwhile, or the network is away: it goes on without pictures.
    }
    this.loaded = true;
  }
}

/* The add-on readies its sixel decoder in its own time, tells nobody, and drops what comes before. */
async function decoderOf(addon) {
  const sixel = addon._handlers?.get("sixel");
  for (let tries = 0; sixel && !sixel._dec && tries < DECODER_TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, DECODER_MS));
  }
}
