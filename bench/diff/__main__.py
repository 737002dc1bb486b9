"""Diffs against git itself, and in a real Chromium, in one run.

`python -m bench.diff [--rounds 10] [--no-page]`: in each round git and the server make each diff in
turn; then what the server's process grows by; then the page: first rows, freezes, weight, toggles.
Figures are medians of the rounds.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from bench.diff.answers import grown, run_rounds
from bench.diff.repositories import MANY, ONE, many_files, one_file
from bench.diff.tables import print_answers, print_page


def measure_answers(folder: Path, rounds: int) -> None:
    """The server over git, on many files and on one."""
    for name, make in ((MANY, many_files), (ONE, one_file)):
        repository = make(folder / name)
        print_answers(name, run_rounds(repository, rounds), grown(repository))


def measure_page(folder: Path, rounds: int) -> None:
    """The page over a started system."""
    from bench.diff.page import look

    print_page(look(folder, rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--no-page", action="store_true", help="leave out the browser")
    parser.add_argument("--no-git", action="store_true", help="leave out the server over git")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="boocode-bench-"))
    try:
        if not asked.no_git:
            measure_answers(folder, asked.rounds)
        if not asked.no_page:
            measure_page(folder, max(3, asked.rounds // 2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
