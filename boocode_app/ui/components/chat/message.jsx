import { memo, useDeferredValue, useRef, useState } from "react";
import Markdown, { RuleType } from "markdown-to-jsx/react";
import { fileHref, inPlace } from "$/public/external/boocode_app/ui/components/address/address.js";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { Moment } from "$/public/external/boocode_app/ui/components/moment/moment/moment.jsx";
import { AlertIcon, CheckIcon, CopyIcon, RetryIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { placeOf, placesIn } from "./reference.js";
import { compact, speed } from "./words.js";

/** One message. Rendered again only when the message itself changed. */
export const Message = memo(function Message({ message, busy, waiting, onAgain }) {
  return message.role === "user" ? (
    <Question message={message} busy={busy} onAgain={onAgain} />
  ) : (
    <Reply message={message} busy={busy} waiting={waiting} onAgain={onAgain} />
  );
});

function Question({ message, busy, onAgain }) {
  return (
    <article className="chat-question" aria-label="You" data-state={message.state}>
      <div className="chat-bubble" data-sending={message.sending || undefined}>
        {message.text}
      </div>
      {message.state === "failed" ? (
        <Note tone="bad" text={`Not sent. ${message.error}`} busy={busy} onAgain={() => onAgain(message)} />
      ) : null}
    </article>
  );
}

function Reply({ message, busy, waiting, onAgain }) {
  const streaming = message.state === "streaming";
  const text = useDeferredValue(message.text);
  return (
    <article className="chat-reply" aria-label="Reply" aria-busy={streaming} data-state={message.state}>
      {text ? <Prose text={streaming ? text : message.text} streaming={streaming} /> : null}
      {streaming && !message.text ? <Thinking detail={waiting} /> : null}
      <Ending message={message} busy={busy} onAgain={onAgain} />
      {streaming || !(message.text || message.timings) ? null : <Facts message={message} />}
    </article>
  );
}

function Thinking({ detail }) {
  return (
    <p className="chat-thinking">
      <span className="chat-pulse" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {detail || "Thinking…"}
    </p>
  );
}

function Ending({ message, busy, onAgain }) {
  const again = () => onAgain(message);
  switch (message.state) {
    case "failed":
      return <Note tone="bad" text={message.error} busy={busy} onAgain={again} />;
    case "interrupted":
      return <Note tone="warn" text={message.error} busy={busy} onAgain={again} />;
    case "stopped":
      return <Note tone="plain" text={message.text ? "You stopped this reply here." : "You stopped this reply before it began."} busy={busy} onAgain={again} />;
    case "complete":
      return message.text ? null : <Note tone="plain" text="The model gave an empty reply." busy={busy} onAgain={again} />;
    default:
      return null;
  }
}

function Note({ tone, text, busy, onAgain }) {
  return (
    <div className="chat-note" data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      {tone === "plain" ? null : <AlertIcon />}
      <span>{text}</span>
      <button type="button" className="chat-quiet" disabled={busy} onClick={onAgain}>
        <RetryIcon />
        Try again
      </button>
    </div>
  );
}

/** What it cost, in one line. What nobody measured is a dash. */
function Facts({ message }) {
  const timings = message.timings ?? {};
  const cached = timings.cached_tokens ? `, ${compact(timings.cached_tokens)} of them cached` : "";
  return (
    <footer className="chat-facts">
      <Moment at={message.finished_at ?? message.created_at} />
      <span title={`${compact(timings.prompt_tokens)} tokens read${cached}; ${compact(timings.output_tokens)} written`}>
        {compact(timings.output_tokens)} tokens
      </span>
      <span>{speed(timings)} tok/s</span>
      {message.text ? <Copy text={() => message.text} label="Copy reply" /> : null}
    </footer>
  );
}

function Copy({ text, label }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    setDone(await copyText(text()));
    setTimeout(() => setDone(false), 1500);
  };
  return (
    <button type="button" className="chat-quiet" aria-label={label} title={label} onClick={copy}>
      {done ? <CheckIcon /> : <CopyIcon />}
      <span>{done ? "Copied" : "Copy"}</span>
    </button>
  );
}

function CodeBlock({ children }) {
  const code = useRef(null);
  const language = /lang(?:uage)?-([\w+#.-]+)/.exec(children?.props?.className ?? "")?.[1];
  return (
    <div className="chat-code">
      <div className="chat-code-head">
        <span>{language ?? "text"}</span>
        <Copy text={() => code.current.textContent} label="Copy code" />
      </div>
      <pre ref={code} tabIndex={0} aria-label={`Code, ${language ?? "text"}`}>
        {children}
      </pre>
    </div>
  );
}

function Link({ href, title, children }) {
  const place = placeOf(href ?? "");
  if (place) return <FileLink place={place}>{children}</FileLink>;
  if (!/^(https?:|mailto:)/i.test(href ?? "")) return <span>{children}</span>;
  return (
    <a href={href} title={title} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** A place in a file of the project: it opens in the file panel. */
function FileLink({ place, children }) {
  return (
    <a href={fileHref(place)} onClick={(event) => inPlace(event, () => fileHref(place))}>
      {children}
    </a>
  );
}

/* Places that are named in a reply's text or code lead there, but for those within another link. */
function withFileLinks(next, node, render, state) {
  if (state.inAnchor) return next();
  if (node.type === RuleType.link) {
    const { target, title, children } = node;
    return (
      <Link key={state.key} href={target} title={title}>
        {render(children, { ...state, inAnchor: true })}
      </Link>
    );
  }
  if (node.type === RuleType.codeInline) {
    const place = placeOf(node.text);
    return place ? <FileLink key={state.key} place={place}>{next()}</FileLink> : next();
  }
  if (node.type !== RuleType.text || !node.text.includes(":")) return next();
  const pieces = placesIn(node.text);
  if (pieces.length < 2 && typeof pieces[0] === "string") return next();
  return pieces.map((piece, at) =>
    typeof piece === "string" ? piece : <FileLink key={`${state.key}-${at}`} place={piece}>{piece.text}</FileLink>,
  );
}

/** A picture from elsewhere would tell its server that it was shown: it stays a link. */
function Picture({ src, alt }) {
  return <Link href={src}>{alt || src || "picture"}</Link>;
}

function Table({ children }) {
  return (
    <div className="chat-table" tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}

const heading = (level) => ({ children }) => (
  <div role="heading" aria-level={Math.min(level + 2, 6)} className={`chat-h${level}`}>
    {children}
  </div>
);

const OVERRIDES = {
  pre: CodeBlock,
  a: Link,
  img: Picture,
  table: Table,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, heading(level)])),
};
const RULES = { disableParsingRawHTML: true, forceBlock: true, overrides: OVERRIDES, renderRule: withFileLinks };
const GROWING = { ...RULES, optimizeForStreaming: true };

const Prose = memo(function Prose({ text, streaming }) {
  return (
    <div className="chat-prose" data-growing={streaming || undefined}>
      <Markdown options={streaming ? GROWING : RULES}>{text}</Markdown>
    </div>
  );
});
