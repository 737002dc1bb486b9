"""How workers share the tests: a file goes to one of them whole, the browser's tests all to one.

So a daemon that a file starts is started once, and the system and browser of tests/e2e once.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/e2e/"


class ByFile(LoadScopeScheduling):
    """Hands out files, those with the most tests first: the browser's begin at once."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """For pytest-xdist, where there are workers."""
    return ByFile(config, log)
