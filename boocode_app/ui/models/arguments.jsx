import { useEffect, useId, useState } from "react";
import * as api from "./api.js";
import { Bad, Good, Restart, Warn } from "./icons.js";
import { CopyButton } from "./log.jsx";
import { argumentsIn, flagsOf, replaced, textOf } from "./preset.js";
import { losses, runs } from "./words.js";

const PAUSE_MS = 250;
const NOTHING_SAID = { ok: true, items: [], off_base: [] };

/** The arguments that run, and those that a person sets over the base. */
export function Arguments({ model, deeds }) {
  const [savedFor, setSavedFor] = useState(null);
  const keep = async (preset) => {
    if (await deeds.preset(model, preset)) setSavedFor(model.pid ?? "next");
  };
  const isBehind = runs(model) && (savedFor === model.pid || isAhead(model));
  return (
    <div className="sides">
      <Running model={model} />
      <Editor
        key={textOf(model.preset ?? [])}
        model={model}
        saved={savedFor !== null}
        onKeep={keep}
        onRestart={isBehind ? () => deeds.restart(model) : undefined}
      />
    </div>
  );
}

function Running({ model }) {
  const chosen = new Set(flagsOf(model.preset ?? []).map(([flag]) => flag));
  const running = flagsOf(model.arguments);
  return (
    <section className="rack-part" aria-labelledby="running">
      <div className="part-head">
        <h3 id="running">What runs</h3>
        {running.length > 0 && <CopyButton text={() => model.arguments.join(" ")} />}
      </div>
      {running.length === 0 && <p className="muted">It is not loaded: its arguments will stand here.</p>}
      <ul className="argv">
        {running.map(([flag, ...values], at) => (
          <li key={at} data-chosen={chosen.has(flag)}>
            <code>{flag}</code> <code className="muted">{values.join(" ")}</code>
            {chosen.has(flag) && <span className="tag" data-tone="accent">preset</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Editor({ model, saved, onKeep, onRestart }) {
  const kept = textOf(model.preset ?? []);
  const [text, setText] = useState(kept);
  const check = useCheck(text);
  const id = useId();
  const changed = text.trim() !== kept.trim();
  const ready = changed && check.of === text && check.said.ok;

  const save = () => onKeep(argumentsIn(text));
  return (
    <section className="rack-part" aria-labelledby="preset">
      <h3 id="preset">
        <label htmlFor={id}>Preset</label>
      </h3>
      <p className="muted" id={`${id}-about`}>
        Arguments for this model, over the base of a q4_0 K cache and ngram-mod speculation: a flag with its value on
        each line. They hold from its next load on.
      </p>
      <textarea
        className="input mono preset"
        id={id}
        aria-describedby={`${id}-about`}
        aria-invalid={check.of === text && !check.said.ok}
        rows={5}
        spellCheck={false}
        autoComplete="off"
        placeholder={"--ctx-size 16384\n--parallel 2"}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && event.ctrlKey && ready && save()}
      />
      <Verdicts check={check} onHint={(wrong, right) => setText(replaced(text, wrong, right))} />
      {(check.said.off_base ?? []).map((words) => (
        <p key={words} className="off-base" role="status">
          <Warn size={16} aria-hidden="true" />
          {words}.
        </p>
      ))}
      <div className="part-foot">
        <button type="button" className="btn primary" disabled={!ready} title="Ctrl-Enter" onClick={save}>
          Save the preset
        </button>
        {kept && (
          <button type="button" className="btn ghost" onClick={() => onKeep([])}>
            Back to the base
          </button>
        )}
        {changed && (
          <button type="button" className="btn ghost" onClick={() => setText(kept)}>
            Undo
          </button>
        )}
        {!changed && onRestart && (
          <button type="button" className="btn" title={losses(model)} onClick={onRestart}>
            <Restart size={16} aria-hidden="true" />
            Restart with it
          </button>
        )}
        {saved && !changed && <span role="status" className="muted">Saved.</span>}
      </div>
    </section>
  );
}

/* Whether the preset is not what runs yet. */
function isAhead({ preset, arguments: running }) {
  const now = new Set(flagsOf(running).map((flag) => flag.join(" ")));
  return flagsOf(preset ?? []).some((flag) => !now.has(flag.join(" ")));
}

function Verdicts({ check, onHint }) {
  if (check.fault) return <p className="field-fault" role="status">{check.fault}</p>;
  return (
    <ul className="verdicts" aria-live="polite" aria-label="What is thought of each argument">
      {check.said.items.map(({ argument, value, ok, reason, hint }, at) => (
        <li key={at} data-ok={ok}>
          {ok ? <Good size={16} aria-label="allowed" /> : <Bad size={16} aria-label="refused" />}
          <span>
            <code>{[argument, value].filter(Boolean).join(" ")}</code>
            {reason && `: ${reason}`}
            {hint && (
              <>
                {" "}
                <button type="button" className="text-link" onClick={() => onHint(argument, hint)}>
                  Use {hint}
                </button>
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/* { of: the text that was judged, said: the verdict, fault }, PAUSE_MS after the last key. */
function useCheck(text) {
  const [check, setCheck] = useState({ of: "", said: NOTHING_SAID, fault: "" });
  useEffect(() => {
    let wanted = true;
    const ask = async () => {
      const given = argumentsIn(text);
      const [said, fault] = given.length
        ? await api.check(given).then((answer) => [answer, ""], (error) => [{ ...NOTHING_SAID, ok: false }, error.message])
        : [NOTHING_SAID, ""];
      if (wanted) setCheck({ of: text, said, fault });
    };
    const timer = setTimeout(ask, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [text]);
  return check;
}
