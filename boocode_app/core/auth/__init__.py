"""Who may come in, and from where: credentials, Host and Origin, the gate that asks for both."""
