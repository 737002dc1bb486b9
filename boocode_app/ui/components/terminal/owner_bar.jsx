import { useState } from "react";

const KEYS = "Ctrl+Shift+Enter";

/** Who has an agent's terminal, and the button that changes it. It stands out once the person types
 * while the agent has it. */
export function OwnerBar({ screen, owner, readOnly }) {
  const [busy, setBusy] = useState(false);
  const mine = owner.who === "person";
  const knocked = !mine && owner.knocks > 0;
  const change = async () => {
    setBusy(true);
    await screen.current?.changeOwner();
    setBusy(false);
  };
  return (
    <div className="term-owner" data-owner={owner.who} data-knocked={knocked ? "true" : undefined}>
      <p role={knocked ? "alert" : "status"}>{words(owner, mine, knocked, readOnly)}</p>
      {!readOnly && (
        <button type="button" className={mine ? "btn" : "btn primary"} title={KEYS} disabled={busy} onClick={change}>
          {mine ? "Hand back" : "Take over"}
        </button>
      )}
    </div>
  );
}

function words({ agent }, mine, knocked, readOnly) {
  const name = <strong title={agent}>{agent}</strong>;
  if (mine) return <>{readOnly ? "A person has" : "You have"} the terminal of {name}</>;
  if (knocked) return <>Nothing was typed: {name} works here. Take over first.</>;
  return <>{name} works here</>;
}
