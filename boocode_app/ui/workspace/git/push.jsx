/* The button that says what there is to push. */

import { Suspense, lazy, useState } from "react";
import { Up } from "./icons.js";
import { counted } from "./words.js";

const PushDialog = lazy(() => import("./push_dialog.jsx"));

export function PushButton({ repository }) {
  const [asked, setAsked] = useState(false);
  const [open, setOpen] = useState(false);
  const { state } = repository;
  if (!state?.head || !state.remotes.length) return null;
  const ahead = state.ahead ?? 0;
  const label = ahead ? `Push ${counted(ahead, "commit")}…` : "Push…";
  const ask = () => {
    setAsked(true);
    setOpen(true);
  };
  return (
    <>
      <button type="button" className="btn git-push" aria-label={label} title={label} onClick={ask}>
        <Up size={14} aria-hidden="true" />
        <span className="word">Push</span>
        {ahead > 0 && <span className="badge num">{ahead}</span>}
      </button>
      {asked && (
        <Suspense>
          <PushDialog repository={repository} open={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
