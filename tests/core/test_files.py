"""Files are written whole, and what a crash left of a write is cleared away."""

import subprocess
import sys
from pathlib import Path

from boocode_app.core.files import remove_drafts, write_atomically

DIES = """
import resource, signal, sys
from pathlib import Path
from boocode_app.core.files import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # the kernel ends who writes more than he may
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
write_atomically(Path(sys.argv[1]), "x" * 1000)
"""


def test_a_file_is_private_and_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "new" / "kept.json"
    write_atomically(file, "first")
    write_atomically(file, b"second")
    assert file.read_text() == "second"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["kept.json"]


def test_who_dies_while_writing_leaves_the_old_file_and_a_draft_that_can_be_removed(
    tmp_path: Path,
) -> None:
    file = tmp_path / "kept.json"
    write_atomically(file, "first")
    assert subprocess.run([sys.executable, "-c", DIES, str(file)], check=False).returncode < 0
    (tmp_path / ".other").touch()
    assert len(list(tmp_path.iterdir())) == 3
    remove_drafts(tmp_path, "*.json")
    remove_drafts(tmp_path / "missing", "*.json")
    assert sorted(one.name for one in tmp_path.iterdir()) == [".other", "kept.json"]
    assert file.read_text() == "first"
