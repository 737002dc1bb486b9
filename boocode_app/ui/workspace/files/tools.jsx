/* What stands above a file and below it: its name, its facts, and what can be done with it. */

import { useState } from "react";
import Back from "lucide-react/dist/esm/icons/arrow-left.mjs";
import Changes from "lucide-react/dist/esm/icons/git-compare.mjs";
import Mention from "lucide-react/dist/esm/icons/message-square-plus.mjs";
import Search from "lucide-react/dist/esm/icons/search.mjs";
import Wrap from "lucide-react/dist/esm/icons/wrap-text.mjs";
import { CheckIcon, CloseIcon, CopyIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { changesHref, hrefWith, inPlace } from "$/public/external/boocode_app/ui/components/address/address.js";
import { copyText } from "$/public/external/boocode_app/ui/components/copying/copying.js";
import { mention } from "$/public/external/boocode_app/ui/components/chat/chat/mention.js";
import { reference } from "$/public/external/boocode_app/ui/components/chat/chat/reference.js";
import { counted, splitPath, visible } from "$/public/external/boocode_app/ui/components/diff/diff/words.js";
import { Mark } from "./entry.jsx";
import { sizeInWords } from "./words.js";

const DONE_MS = 1500;
const ENDS = { lf: "", crlf: "CRLF", mixed: "mixed line ends" };

export function FileHead({ path, state, count, wrap, hasLines, onWrap, onFind, onBack }) {
  const [folder, name] = splitPath(path);
  const { part } = state;
  return (
    <header className="boo-files-head">
      {onBack && <Tool label="Back to the files" icon={Back} onClick={onBack} />}
      <div className="title">
        <h2 title={visible(path)}>
          <bdi>{visible(name)}</bdi>
          {folder && <bdi className="folder">{visible(folder)}</bdi>}
          <Mark status={part?.status} />
        </h2>
        <p className="num">{factsOf(state, count).join(" · ")}</p>
      </div>
      {part?.status && (
        <a
          className="icon-btn"
          href={changesHref(path)}
          aria-label="Show its changes"
          title="Show its changes"
          onClick={(event) => inPlace(event, () => changesHref(path))}
        >
          <Changes size={16} aria-hidden="true" />
        </a>
      )}
      {hasLines && <Tool label="Find in the file (Ctrl F)" icon={Search} onClick={onFind} />}
      {hasLines && <Tool label="Wrap long lines" icon={Wrap} pressed={wrap} onClick={onWrap} />}
      <CopyTool label="Copy path" text={() => path} />
      <Tool label="Add the file to the chat" icon={Mention} onClick={() => mention(path)} />
    </header>
  );
}

/* The bar of the lines that are chosen. */
export function ChosenLines({ path, projectId, lines, onClear }) {
  const words = reference(path, lines.first, lines.last);
  const [folder] = splitPath(path);
  const link = () => new URL(hrefWith({ project: projectId, session: null, file: path }), window.location.href).href;
  return (
    <div className="boo-files-chosen" role="toolbar" aria-label="Chosen lines">
      <span className="reference" role="status" title={visible(words)}>
        {folder && <bdi className="folder">{visible(folder)}/</bdi>}
        <bdi>{visible(words.slice(folder ? folder.length + 1 : 0))}</bdi>
      </span>
      <button type="button" className="btn primary" onClick={() => mention(words)}>
        Add to chat
      </button>
      <CopyTool label="Copy link" text={link} words="Copy link" />
      <button type="button" className="icon-btn" aria-label="Choose no lines (Esc)" title="Choose no lines (Esc)" onClick={onClear}>
        <CloseIcon />
      </button>
    </div>
  );
}

function Tool({ label, icon: Icon, pressed, onClick }) {
  return (
    <button type="button" className="icon-btn" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick}>
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}

function CopyTool({ label, text, words }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    setDone(await copyText(text()));
    setTimeout(() => setDone(false), DONE_MS);
  };
  return (
    <button type="button" className={words ? "btn" : "icon-btn"} aria-label={words ? undefined : label} title={label} onClick={copy}>
      {done ? <CheckIcon /> : words ? null : <CopyIcon />}
      {words && (done ? "Copied" : words)}
    </button>
  );
}

function factsOf({ part, more, text }, count) {
  if (!part) return [];
  const lines = part.text === null || text === "" ? "" : `${more ? "the first " : ""}${counted(count, "line")}`;
  const encoding = part.encoding === "UTF-8" ? "" : part.encoding;
  return [lines, sizeInWords(part.size), encoding, ENDS[part.line_ends], part.ignored && "ignored by git"].filter(Boolean);
}
