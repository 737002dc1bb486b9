/* How a session ended: as a number for programs, in words for people. */

const SIGNALS = { HUP: 1, INT: 2, QUIT: 3, ABRT: 6, KILL: 9, SEGV: 11, PIPE: 13, TERM: 15 };

/* The exit code; 128 + N where signal N ended it. */
export function exitCode(session) {
  return session.exitCode ?? 128 + (SIGNALS[session.signal] ?? 0);
}

export function ending(session) {
  if (session.status === "lost") return "This terminal was lost when its server ended. Its last screen is kept.";
  if (session.endReason) return session.endReason;
  if (session.timedOut) return `Ended after its time limit of ${session.timeoutSeconds} s`;
  if (session.exitCode === null) return session.signal ? `Ended by ${session.signal}` : "Ended";
  return `Exited with code ${session.exitCode}`;
}
