/* What draws the cells. WebGL is several times faster; where the browser has no graphics card to draw
   with, or loses it, the DOM renderer draws. */

export async function drawWithWebgl(host, term) {
  host.dataset.renderer = "dom";
  if (!hasGraphicsCard()) return;
  try {
    const { WebglAddon } = await import("@xterm/addon-webgl");
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => {
      webgl.dispose();
      host.dataset.renderer = "dom";
    });
    term.loadAddon(webgl);
    host.dataset.renderer = "webgl";
  } catch {
    host.dataset.renderer = "dom";
  }
}

/* WebGL drawn by the processor is slower than the DOM. */
function hasGraphicsCard() {
  const probe = document.createElement("canvas");
  const context = probe.getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  const names = context.getExtension("WEBGL_debug_renderer_info");
  const renderer = names ? context.getParameter(names.UNMASKED_RENDERER_WEBGL) : "";
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
}
