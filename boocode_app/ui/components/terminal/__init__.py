"""The terminal: an xterm.js screen on the link to one PTY session."""
