/* Who may type in a session: the agent that spawned it, or people. */

const NOBODY = { agent: "", who: "person", knocks: 0 };

export class Owner {
  /* `address`: the session's in the REST API. `tell({agent, who, knocks})`: who owns it, and how often
     a person typed in vain; agent "": people only, always. */
  constructor(address, tell) {
    Object.assign(this, { address, tell, ...NOBODY });
  }

  get isPerson() {
    return this.who === "person";
  }

  /* From the link. */
  set(agent, who) {
    Object.assign(this, NOBODY, { agent: agent ?? "", who });
    this.tell({ agent: this.agent, who, knocks: 0 });
  }

  /* A person types while an agent owns it. */
  knock() {
    this.knocks += 1;
    this.tell({ agent: this.agent, who: this.who, knocks: this.knocks });
  }

  /* Take the session over, or hand it back; the link tells when that is done. The reason in words
     where it could not be. */
  async change(verb) {
    try {
      const answer = await fetch(`${this.address}/${verb}`, { method: "POST", credentials: "include" });
      if (answer.ok) return "";
      const problem = await answer.json().catch(() => null);
      return problem?.detail ?? `The server answered ${answer.status}.`;
    } catch {
      return "The server could not be reached.";
    }
  }
}
