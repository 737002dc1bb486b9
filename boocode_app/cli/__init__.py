"""The command line. Each command imports what it needs when it runs: `up` starts in an instant."""
