import { useEffect, useId, useState } from "react";
import { Dialog } from "$/public/external/boocode_app/ui/components/dialog/dialog/dialog.jsx";
import * as api from "./api.js";
import { faultInEndpoint, faultInName, faultInPath, faultInReference } from "./forms.js";
import { Suggestions } from "./machine.jsx";

const WAYS = {
  hf: {
    word: "Hugging Face",
    action: "Download",
    fields: [
      {
        name: "hf",
        label: "Reference",
        placeholder: "org/repo:Q4_K_M",
        about: "A repository, with a quantisation or a file: org/repo:Q4_K_M, org/repo/file.gguf. The download can be paused.",
        faultIn: faultInReference,
      },
    ],
  },
  path: {
    word: "File",
    action: "Add",
    fields: [
      {
        name: "path",
        label: "Path",
        placeholder: "/models/coder-7b-q4_k_m.gguf",
        about: "A GGUF file on the machine that runs the models; it stays where it is. Whole folders are looked through where BOOCODE_MODEL_FOLDERS names them.",
        faultIn: faultInPath,
      },
    ],
  },
  endpoint: {
    word: "Endpoint",
    action: "Add",
    fields: [
      {
        name: "endpoint",
        label: "Base URL",
        placeholder: "http://127.0.0.1:8080/v1",
        about: "An OpenAI-compatible server that BooCode does not supervise: llama-swap, vLLM, LiteLLM and their like.",
        faultIn: faultInEndpoint,
      },
      {
        name: "model",
        label: "Its model (may be empty)",
        placeholder: "qwen-coder",
        about: "As the endpoint calls it, where it serves several.",
        faultIn: () => "",
        optional: true,
      },
      {
        name: "key_file",
        label: "File of its key (may be empty)",
        placeholder: "/home/me/.keys/vllm",
        about: "The key is read from there and never shown or stored.",
        faultIn: faultInPath,
        optional: true,
      },
    ],
  },
};

const NO_REFUSAL = { fields: {}, words: "" };
const PAUSE_MS = 600;

/** Adds a model: from Hugging Face, a file or a folder, or an endpoint. `onAdded(model)`. */
export const AddDialog = ({ open, onClose, ...rest }) => (
  <Dialog open={open} title="Add a model" onClose={onClose}>
    <Form onClose={onClose} {...rest} />
  </Dialog>
);

function Form({ models, suggestions, onAdded, onClose }) {
  const [way, setWay] = useState("hf");
  const [given, setGiven] = useState({});
  const [refusal, setRefusal] = useState(NO_REFUSAL);
  const [busy, setBusy] = useState(false);
  const { fields, action } = WAYS[way];
  const all = [...fields, nameField(models.map(({ name }) => name))];
  const wanted = Object.fromEntries(
    all.map(({ name }) => [name, given[name]?.trim()]).filter(([, value]) => value),
  );
  const isComplete = all.every(({ name, optional, faultIn }) => (wanted[name] ? !faultIn(wanted[name]) : optional));

  const add = async (body) => {
    setBusy(true);
    setRefusal(NO_REFUSAL);
    try {
      await onAdded(await api.add(body));
    } catch (error) {
      const known = error.fields?.filter(({ field }) => all.some(({ name }) => name === field)) ?? [];
      const byField = Object.fromEntries(known.map(({ field, reason }) => [field, reason]));
      setRefusal({ fields: byField, words: known.length ? "" : error.message });
      setBusy(false);
    }
  };
  const onSubmit = (event) => {
    event.preventDefault();
    if (isComplete && !busy) add(wanted);
  };
  const onGiven = (name, text) => {
    setGiven({ ...given, [name]: text });
    setRefusal({ fields: { ...refusal.fields, [name]: "" }, words: "" });
  };

  return (
    <form onSubmit={onSubmit} noValidate>
      <div className="fields">
        <WayChoice
          way={way}
          onChoose={(key) => {
            setWay(key);
            setRefusal(NO_REFUSAL);
          }}
        />
        {all.map((field) => (
          <Field
            key={field.name}
            field={field}
            text={given[field.name] ?? ""}
            refusal={refusal.fields[field.name]}
            onText={(text) => onGiven(field.name, text)}
          />
        ))}
        {refusal.words && <p className="field-fault" role="alert">{refusal.words}</p>}
        {way === "hf" && suggestions?.length > 0 && (
          <details className="suggested">
            <summary>Models that fit this machine</summary>
            <Suggestions suggestions={suggestions} models={models} onFetch={({ hf }) => add({ hf })} />
          </details>
        )}
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn ghost" onClick={onClose}>Cancel</button>
        <button type="submit" className="btn primary" disabled={!isComplete || busy}>{busy ? "Adding…" : action}</button>
      </div>
    </form>
  );
}

const nameField = (taken) => ({
  name: "name",
  label: "Name (may be empty)",
  about: "As it is called in the list and in requests; by default it follows from the source.",
  faultIn: (text) => faultInName(text, taken),
  optional: true,
});

/* One of the ways; arrows go from one to the next. */
function WayChoice({ way, onChoose }) {
  const keys = Object.keys(WAYS);
  const onKey = (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const to = (keys.indexOf(way) + by + keys.length) % keys.length;
    onChoose(keys[to]);
    event.currentTarget.children[to].focus();
  };
  return (
    <div className="choice" role="radiogroup" aria-label="Where it comes from" onKeyDown={onKey}>
      {keys.map((key) => (
        <button
          key={key}
          type="button"
          className="btn"
          role="radio"
          aria-checked={key === way}
          tabIndex={key === way ? 0 : -1}
          onClick={() => onChoose(key)}
        >
          {WAYS[key].word}
        </button>
      ))}
    </div>
  );
}

/* What is wrong with what is typed is said when the keys rest or the field is left. */
function Field({ field, text, refusal, onText }) {
  const id = useId();
  const [rests, setRests] = useState(false);
  const own = text.trim() ? field.faultIn(text.trim()) : "";
  useEffect(() => {
    if (!own) return setRests(false);
    const timer = setTimeout(() => setRests(true), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, own]);
  const fault = refusal || (rests && own) || "";
  return (
    <div className="field">
      <label htmlFor={id}>{field.label}</label>
      <input
        id={id}
        className="input mono"
        autoComplete="off"
        autoFocus={!field.optional}
        spellCheck={false}
        placeholder={field.placeholder}
        aria-invalid={Boolean(fault)}
        aria-describedby={`${id}-about`}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onBlur={() => setRests(true)}
      />
      <p id={`${id}-about`} className={fault ? "field-fault" : "muted"} role="status">{fault || field.about}</p>
    </div>
  );
}
