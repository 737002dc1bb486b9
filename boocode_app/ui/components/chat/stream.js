/* The conversation of one session as the page holds it: a pure reducer over the server's events.

   Invariant: `seq` is the id of the last stored event that was applied, so a stream opened with
   `?after=seq` misses none; a text event says where its text begins, in Unicode code points, so
   none is put down twice. A message that is finished is never taken back to "streaming". */

export const EMPTY = Object.freeze({
  messages: [],
  seq: 0,
  status: "idle",
  detail: "",
  session: null,
  older: null,
  total: null,
});

export function codePoints(text) {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next < 0xe000) {
        count--;
        i++;
      }
    }
  }
  return count;
}

/* The first `count` code points of `text`. */
export function headOf(text, count) {
  let unit = 0;
  for (let seen = 0; seen < count && unit < text.length; seen++) {
    unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  }
  return text.slice(0, unit);
}

export function isRunning(state) {
  return state.messages.some((message) => message.state === "streaming");
}

/* The newest page, with the session as it stood: the start of everything. */
export function opened(session, page) {
  return {
    ...EMPTY,
    messages: page.items.map(held),
    seq: page.last_seq,
    status: session.status,
    session,
    older: page.next_cursor,
    total: page.totals?.messages ?? null,
  };
}

export function withOlder(state, page) {
  const known = new Set(state.messages.map((message) => message.id));
  const fresh = page.items.filter((message) => !known.has(message.id)).map(held);
  return { ...state, messages: [...fresh, ...state.messages], older: page.next_cursor };
}

/* `seq` is null for text, which is not stored. Returns `state` itself where nothing changes. */
export function applied(state, event, seq = null) {
  if (seq !== null && seq <= state.seq) return state;
  const next = reduced(state, event);
  return seq === null ? next : { ...next, seq };
}

function reduced(state, event) {
  switch (event.kind) {
    case "message":
      return withMessage(state, event.message);
    case "text":
      return withText(state, event);
    case "status":
      return { ...state, status: event.status, detail: event.detail ?? "" };
    case "session":
      return { ...state, session: event.session, status: event.session.status };
    default:
      return state;
  }
}

/* The server's rows replace what stood under their id, or the draft that was sent as client_id. */
export function withMessage(state, message) {
  const at = state.messages.findIndex(
    (other) => other.id === message.id || (message.client_id && other.id === message.client_id),
  );
  if (at < 0) return { ...state, messages: placed(state.messages, held(message)) };
  const old = state.messages[at];
  const goesBack = message.state === "streaming" && !old.sending && old.state !== "streaming";
  if (goesBack) return state;
  const keepsText = message.state === "streaming" && old.points > codePoints(message.text);
  const next = keepsText ? { ...message, text: old.text, points: old.points } : held(message);
  return { ...state, messages: state.messages.with(at, { ...next, key: old.key }) };
}

function withText(state, event) {
  const at = state.messages.findLastIndex((message) => message.id === event.message_id);
  const message = state.messages[at];
  if (!message || message.state !== "streaming" || event.offset > message.points) return state;
  const head = event.offset === message.points ? message.text : headOf(message.text, event.offset);
  const points = event.offset + codePoints(event.text);
  const grown = { ...message, text: head + event.text, points };
  return { ...state, messages: state.messages.with(at, grown) };
}

/* What the person just sent, shown before the server has answered. */
export function withDraft(state, clientId, text) {
  const draft = held({
    id: clientId,
    role: "user",
    text,
    state: "complete",
    sending: true,
    draft: true,
    created_at: new Date().toISOString(),
  });
  const others = state.messages.filter((message) => message.id !== clientId);
  return { ...state, messages: [...others, draft] };
}

export function withRefusal(state, clientId, reason) {
  const messages = state.messages.map((message) =>
    message.id === clientId ? { ...message, sending: false, state: "failed", error: reason } : message,
  );
  return { ...state, messages };
}

export function without(state, clientId) {
  return { ...state, messages: state.messages.filter((message) => message.id !== clientId) };
}

export function withTurn(state, turn) {
  return withMessage(withMessage(state, turn.user_message), turn.reply);
}

/* `key` stays the same when a draft becomes a row, so that the page does not rebuild it. */
function held(message) {
  return { ...message, key: message.id, points: codePoints(message.text) };
}

/* By their place in the session; drafts, which have none yet, stay where they were put. */
function placed(messages, message) {
  let at = messages.length;
  while (at > 0 && !messages[at - 1].draft && messages[at - 1].seq > message.seq) at--;
  return messages.toSpliced(at, 0, message);
}
