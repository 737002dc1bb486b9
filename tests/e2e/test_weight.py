"""A page fetches what it shows and little else: these bounds are the goals of bench/RESULTS.md."""

import re
from collections import Counter

from tests.e2e.conftest import Open
from tests.e2e.system import System
from tests.e2e.weight import PANES, coloured, weigh

HASH = re.compile(r"-[\w-]{8}\.js$")


def test_a_page_without_panes_stays_light(open_page: Open, system: System) -> None:
    scripts = weigh(open_page("/settings"), f"{system.url}/settings", "h1")
    assert 100_000 < sum(scripts.values()) < 300_000


def test_a_page_with_every_pane_stays_light(open_page: Open, system: System) -> None:
    scripts = weigh(open_page(), f"{system.url}/#terminal", *PANES, coloured(0))
    assert 300_000 < sum(scripts.values()) < 620_000


def test_the_page_and_its_worker_fetch_a_library_once(open_page: Open, system: System) -> None:
    scripts = weigh(open_page(), system.url, *PANES[-1:], coloured(0))
    copies = Counter(HASH.sub("", url.rsplit("/", 1)[1]) for url in scripts)
    assert copies["core"] == copies["engine-javascript"] == 1, copies
