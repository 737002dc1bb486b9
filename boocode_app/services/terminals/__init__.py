"""BooTerm: PTY sessions that outlive the browser, the socket and the web app."""
