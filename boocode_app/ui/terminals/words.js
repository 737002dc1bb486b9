/* What is said of a terminal: its state, its end, whose it is, how it is found. */

/* The dot's state (assets/parts.css) and the word beside it. */
export function stateOf(session) {
  if (!session) return { dot: "idle", word: "gone" };
  if (session.status === "running") return { dot: "done", word: "running" };
  if (session.status === "lost") return { dot: "failed", word: "lost" };
  const failed = session.timedOut || (session.status === "exited" && session.exitCode !== 0);
  return { dot: failed ? "failed" : "idle", word: failed ? "failed" : "ended" };
}

/* How it ended; empty while it runs. */
export function endingOf(session) {
  const { status, exitCode, signal, endedBy, endReason, timedOut, timeoutSeconds } = session;
  if (status === "running") return "";
  if (status === "lost") return "lost when BooTerm died; its last screen is kept";
  if (timedOut) return `stopped after its ${timeoutSeconds} s`;
  if (endReason) return `ended: ${endReason}`;
  if (endedBy) return `ended by ${endedBy}`;
  if (status === "killed") return "ended by a person";
  if (exitCode === 0) return "succeeded";
  return signal ? `ended by signal ${signal}` : `failed, exit code ${exitCode}`;
}

/* Which agent's it is, and who may type now; empty for a person's own. */
export function ownerOf({ agentId, owner, status }) {
  if (!agentId) return "";
  if (status !== "running") return `agent ${agentId}`;
  return owner === "agent" ? `agent ${agentId} types` : `agent ${agentId}, you type`;
}

export const nameOf = (session, id) => session?.title || session?.command || id;

/* The last folder of a path. */
export const folderOf = (path) => path.replace(/\/+$/, "").split("/").at(-1) || "/";

/* Whether every word of `query` stands in the title, command, folder, agent or id. */
export function matches(session, query) {
  const { id, title, description, command, args, workdir, agentId, taskId, status } = session;
  const text = [id, title, description, command, ...args, workdir, agentId, taskId, status]
    .join(" ")
    .toLowerCase();
  return query.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/* What ends, and what is lost, before somebody ends it. */
export function losses({ pid, command, args, viewers, agentId }) {
  const line = [command, ...args].join(" ");
  const shown = line.length > 80 ? `${line.slice(0, 79)}…` : line;
  const others = viewers > 1 ? ` ${viewers} windows show it.` : "";
  const agent = agentId ? ` The agent ${agentId} started it.` : "";
  return `“${shown}” (pid ${pid}) and everything that runs in it are ended, and what they had not saved is lost.${agent}${others} This cannot be undone; the output stays readable.`;
}
