"""Starts, watches and ends the processes of one BOOCODE_HOME.

Invariants: one supervisor a home (an advisory lock that dies with it); a process that it did not
start is touched only when pid, start time, fingerprint and its own answer say that it is ours; at
an orderly end nothing that belongs to the home still runs.
"""
