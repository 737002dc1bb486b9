"""The sidebar's entries: their order, their icons, keys that are each used once."""

from boocode_app.ui.pages import PAGES
from boocode_app.ui.shell.nav import FOOT, ROOMS


def test_the_foot_is_results_analytics_settings() -> None:
    assert [entry.label for entry in FOOT] == ["Results", "Token Analytics", "Settings"]
    assert FOOT[0].icon == "scroll-text"


def test_every_entry_leads_to_a_page() -> None:
    assert {entry.href for entry in (*ROOMS, *FOOT)} <= {page.route for page in PAGES}


def test_no_two_entries_have_the_same_keys() -> None:
    keys = [entry.keys for entry in (*ROOMS, *FOOT)]
    assert len(set(keys)) == len(keys)
