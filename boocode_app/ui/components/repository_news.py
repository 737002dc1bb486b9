"""How the panes that show a repository hear that it changed."""

from boocode_app.ui.assets import beside

_js = beside(__name__, "repository_news.js")
