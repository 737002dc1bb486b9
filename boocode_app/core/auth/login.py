"""The gate's own page. It stands alone: it is served before anything compiled may be."""

from html import escape

_STYLE = """
:root{color-scheme:light dark;--surface:#fcfcfd;--panel:#fff;--line:#d9d9e0;--text:#1c2024;
--muted:#60646c;--accent:#5b5bd6;--on-accent:#fff;--bad:#ce2c31}
@media(prefers-color-scheme:dark){:root{--surface:#111113;--panel:#18191b;--line:#363a3f;
--text:#edeef0;--muted:#b0b4ba;--accent:#5b5bd6;--bad:#ff9592}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--surface);
color:var(--text);font:14px/20px ui-sans-serif,system-ui,sans-serif}
main{width:100%;max-width:380px;background:var(--panel);border:1px solid var(--line);
border-radius:6px;padding:24px}
h1{font-size:18px;line-height:24px;margin:0 0 4px}
p{margin:0 0 16px;color:var(--muted)}
code{font:13px/20px ui-monospace,monospace;color:var(--text)}
label{display:block;font-weight:500;margin-bottom:4px}
input{width:100%;height:36px;padding:0 10px;border:1px solid var(--line);border-radius:6px;
background:var(--surface);color:inherit;font:13px ui-monospace,monospace}
button{width:100%;height:36px;margin-top:12px;border:0;border-radius:6px;background:var(--accent);
color:var(--on-accent);font:500 14px ui-sans-serif,system-ui,sans-serif;cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.bad{color:var(--bad);margin-bottom:12px}
"""


def login_page(fault: str | None, target: str) -> str:
    """The page as HTML. `fault` says why the last try failed; `target` is where a login leads."""
    notice = f'<p class="bad" role="alert">{escape(fault)}</p>' if fault else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Log in to BooCode</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><main><h1>BooCode</h1>
<p>Open the link that <code>./boocode up</code> printed, ask for a new one with
<code>./boocode link</code>, or paste the token from <code>token</code> in BOOCODE_HOME.</p>
{notice}<form method="post" action="/login"><label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<input type="hidden" name="next" value="{escape(target, quote=True)}">
<button type="submit">Log in</button></form></main></body></html>"""
