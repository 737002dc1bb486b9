"""The compiled front end: what it is made of, how it is built, where it is kept.

Invariant: nothing is served from a folder in which something is being built. With asgi.py this is
the only place that leans on Reflex's semi-private parts; tests/core/test_frontend_contract.py
fails when one of them moves.
"""
