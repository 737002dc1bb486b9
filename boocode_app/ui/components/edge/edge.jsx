/** A border that drags, moves by arrow keys, and goes back to its first place on a double click.
 *
 * `keys`: which arrow makes `value` smaller, which larger. `measure(box, event)`: the value under
 * the pointer, `box` being the rectangle of `frame`. `onMove(value)` while it is dragged,
 * `onChange(value)` when it stands. `shown(value)`: what is said of it, a whole number. */
export function Edge({
  frame,
  label,
  value,
  range,
  step,
  keys,
  shown,
  measure,
  onMove,
  onChange,
  initial,
  horizontal = false,
  style,
}) {
  const clamp = (size) => Math.min(range[1], Math.max(range[0], size));
  const drag = (down) => {
    const edge = down.currentTarget;
    let size = value;
    const move = (event) => {
      size = clamp(measure(frame.current.getBoundingClientRect(), event));
      onMove(size);
    };
    const end = () => {
      edge.removeEventListener("pointermove", move);
      delete edge.dataset.dragging;
      if (frame.current) delete frame.current.dataset.dragging;
      if (size !== value) onChange(size);
    };
    edge.setPointerCapture(down.pointerId);
    edge.dataset.dragging = "1";
    frame.current.dataset.dragging = "1";
    edge.addEventListener("pointermove", move);
    edge.addEventListener("lostpointercapture", end, { once: true });
  };
  const onKey = (event) => {
    const sign = { [keys[0]]: -1, [keys[1]]: 1 }[event.key];
    if (!sign) return;
    event.preventDefault();
    onChange(clamp(value + sign * step));
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={horizontal ? "horizontal" : "vertical"}
      aria-valuenow={shown(value)}
      aria-valuemin={shown(range[0])}
      aria-valuemax={shown(range[1])}
      className={`edge ${horizontal ? "horizontal" : "vertical"}`}
      style={style}
      onPointerDown={drag}
      onDoubleClick={() => onChange(initial)}
      onKeyDown={onKey}
    />
  );
}
