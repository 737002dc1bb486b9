import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { SendIcon, StopIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { onMention } from "./mention.js";
import { inserted } from "./reference.js";

const GREATEST_HEIGHT = 240;
const LONGEST = 400_000;

const isTouch = () => matchMedia("(pointer: coarse)").matches;

/** The box in which a person writes. What stands in it is kept under `draftKey` until it is sent. */
export function Prompt({ ref, draftKey, running, disabledReason, onSend, onStop }) {
  const area = useRef(null);
  const [text, setText] = useDraft(draftKey);
  const caret = useRef(null);
  const canSend = !running && !disabledReason && text.trim() !== "";

  useLayoutEffect(() => {
    const box = area.current;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, GREATEST_HEIGHT)}px`;
    if (caret.current !== null) box.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);

  useEffect(
    () =>
      onMention((place) => {
        const box = area.current;
        const next = inserted(box.value, box.selectionStart, box.selectionEnd, place);
        if (disabledReason || next.text.length > LONGEST) return false;
        caret.current = next.caret;
        setText(next.text);
        box.focus();
        return true;
      }),
    [draftKey, disabledReason],
  );

  useImperativeHandle(ref, () => ({
    focus: () => area.current.focus(),
    fill(words) {
      setText(words);
      area.current.focus();
    },
  }));

  const send = () => {
    if (!canSend) return;
    setText("");
    onSend(text.trim());
  };
  const onKeyDown = (event) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    const meant = event.ctrlKey || event.metaKey || (!event.shiftKey && !isTouch());
    if (!meant) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="chat-prompt"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={area}
        rows={1}
        value={text}
        maxLength={LONGEST}
        disabled={Boolean(disabledReason)}
        placeholder={disabledReason || "Ask about code…"}
        aria-label="Message"
        enterKeyHint={typeof window !== "undefined" && isTouch() ? "enter" : "send"}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        data-testid="prompt"
      />
      {running ? (
        <button type="button" className="chat-send" data-act="stop" onClick={onStop} aria-label="Stop the reply" title="Stop (Esc)">
          <StopIcon />
        </button>
      ) : (
        <button type="submit" className="chat-send" disabled={!canSend} aria-label="Send" title="Send (Enter)">
          <SendIcon />
        </button>
      )}
    </form>
  );
}

function useDraft(key) {
  const [draft, setDraft] = useState({ key, text: "" });
  useEffect(() => setDraft({ key, text: kept(key) }), [key]);
  const keep = (text) => {
    setDraft({ key, text });
    try {
      if (text) sessionStorage.setItem(key, text);
      else sessionStorage.removeItem(key);
    } catch {
      // storage that is full or forbidden keeps no draft; the box works without
    }
  };
  return [draft.key === key ? draft.text : "", keep];
}

function kept(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
