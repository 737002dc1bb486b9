/* The dialog of a push: where it goes, and then how far it is. */

import { useEffect, useState } from "react";
import { Dialog } from "$/public/external/boocode_app/ui/components/dialog/dialog/dialog.jsx";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { Preview } from "./deed.jsx";
import { done, usePreview } from "./deeds.js";
import { counted } from "./words.js";

const WAIT_S = 8;

export default function PushDialog({ repository, open, onClose }) {
  return (
    <Dialog open={open} title={`Push “${repository.state.branch ?? "HEAD"}”`} onClose={onClose}>
      <Push repository={repository} onClose={onClose} />
    </Dialog>
  );
}

function Push({ repository: { api, projectId }, onClose }) {
  const [remote, setRemote] = useState(null);
  const [{ preview, fault }, refresh] = usePreview(api, "push", { remote });
  const [job, setJob] = useState(null);
  const [refused, setRefused] = useState("");
  useJob(api, job, setJob, (ended) => {
    if (ended.state === "done") {
      done(projectId, { text: `Pushed to “${ended.branch}” of “${ended.remote}”.` });
      onClose();
    } else setRefused(ended.detail ?? "The push was cancelled.");
  });

  const push = async () => {
    setRefused("");
    try {
      setJob(await api.act("push", { remote, state: preview.state }));
    } catch ({ message }) {
      setRefused(message);
      refresh();
    }
  };
  if (job?.state === "running") return <Running api={api} job={job} onFault={setRefused} />;
  return (
    <>
      {preview?.remotes.length > 1 && (
        <Remotes remotes={preview.remotes} chosen={remote ?? preview.remote} onChoose={setRemote} />
      )}
      {fault && <Fault what="It cannot be told what this would do." why={fault} onRetry={refresh} />}
      {!fault && <Preview preview={preview} />}
      {refused && <p className="field-fault" role="alert">{refused}</p>}
      <div className="dialog-foot">
        <button type="button" className="btn ghost" autoFocus onClick={onClose}>Cancel</button>
        <button
          type="button"
          className="btn primary"
          disabled={!preview || preview.refusal !== null}
          onClick={push}
        >
          {preview?.commits ? `Push ${counted(preview.commits, "commit")}` : "Push"}
        </button>
      </div>
    </>
  );
}

function Running({ api, job, onFault }) {
  const cancel = () => api.act(`push/${job.id}/cancel`).catch(({ message }) => onFault(message));
  return (
    <>
      <div className="deed" role="status">
        <p>Pushing “{job.branch}” to “{job.remote}”…</p>
        <p className="mono muted git-progress">{job.progress || "Reaching the remote…"}</p>
        <p className="muted">It goes on when this is closed.</p>
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn" autoFocus onClick={cancel}>Cancel the push</button>
      </div>
    </>
  );
}

function Remotes({ remotes, chosen, onChoose }) {
  return (
    <label className="field">
      To
      <select className="input" value={chosen ?? ""} onChange={({ target }) => onChoose(target.value)}>
        {!chosen && <option value="">Choose a remote</option>}
        {remotes.map((name) => <option key={name}>{name}</option>)}
      </select>
    </label>
  );
}

/* Follows a push until it ends: each answer comes when there is news. */
function useJob(api, job, onNews, onEnd) {
  const id = job?.state === "running" ? job.id : null;
  useEffect(() => {
    if (!id) return undefined;
    let current = true;
    const follow = async () => {
      while (current) {
        const news = await api.get(`push/${id}`, { wait: WAIT_S });
        if (!current) return;
        onNews(news);
        if (news.state !== "running") return onEnd(news);
      }
    };
    follow().catch(({ message }) => {
      if (!current) return;
      onNews(null);
      onEnd({ state: "failed", detail: message });
    });
    return () => (current = false);
  }, [api, id]);
}
