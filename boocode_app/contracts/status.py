"""One vocabulary for the state of every agent, whoever provides it."""

from typing import Literal

AgentStatus = Literal["idle", "thinking", "working", "waiting", "done", "failed"]
