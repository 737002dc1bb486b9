const KEYS = [
  { key: "esc", text: "Esc", label: "Escape" },
  { key: "tab", text: "Tab", label: "Tab" },
  { key: "ctrl", text: "Ctrl", label: "Control, for the next key" },
  { key: "left", text: "←", label: "Left" },
  { key: "up", text: "↑", label: "Up" },
  { key: "down", text: "↓", label: "Down" },
  { key: "right", text: "→", label: "Right" },
  { key: "copy", text: "Copy", label: "Copy: select text" },
  { key: "paste", text: "Paste", label: "Paste" },
];

/** The keys that an on-screen keyboard lacks. Pressing one leaves the keyboard where it is. */
export function KeyRow({ screen, ctrl }) {
  const act = (key) => {
    const target = screen.current;
    if (!target) return;
    if (key === "ctrl") target.holdCtrl(!ctrl);
    else if (key === "copy") target.openText();
    else if (key === "paste") target.clipboard.paste();
    else target.press(key);
  };
  return (
    <div className="term-keys" role="toolbar" aria-label="Terminal keys">
      {KEYS.map(({ key, text, label }) => (
        <button
          key={key}
          type="button"
          aria-label={label}
          aria-pressed={key === "ctrl" ? ctrl : undefined}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => act(key)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
