"""A diff by files: names, kinds, counts, escaped lines, and a bound that is told."""

from boocode_app.ui.specs.patch import MOST_FILES, MOST_LINES, files_of

CHANGED = """\
diff --git a/openspec/config.yaml b/openspec/config.yaml
index 1..2 100644
--- a/openspec/config.yaml
+++ b/openspec/config.yaml
@@ -1 +1,2 @@
 schema: spec-driven
+rules: <none>
"""
MOVED = """\
diff --git a/openspec/old b/openspec/new
similarity index 100%
rename from openspec/old
rename to openspec/new
"""
DELETED = """\
diff --git a/openspec/a b/c.md b/openspec/a b/c.md
deleted file mode 100644
index 1..0
--- a/openspec/a b/c.md\t
+++ /dev/null
@@ -1,2 +0,0 @@
-# Title
---- dashes
"""
LINK = """\
diff --git a/openspec/link b/openspec/link
new file mode 120000
index 0..1
--- /dev/null
+++ b/openspec/link
@@ -0,0 +1 @@
+archive
\\ No newline at end of file
"""


def test_each_file_has_its_name_kind_and_counts() -> None:
    rows, hidden = files_of(CHANGED + MOVED + DELETED + LINK)
    assert hidden == 0
    assert [(r.path, r.was, r.kind, r.added, r.removed) for r in rows] == [
        ("openspec/config.yaml", "", "changed", 1, 0),
        ("openspec/new", "openspec/old", "moved", 0, 0),
        ("openspec/a b/c.md", "", "deleted", 0, 2),
        ("openspec/link", "", "new", 1, 0),
    ]


def test_lines_are_escaped_and_coloured() -> None:
    rows, _ = files_of(CHANGED)
    assert '<span class="add">+rules: &lt;none&gt;</span>' in rows[0].html
    assert '<span class="hunk">@@ -1 +1,2 @@</span>' in rows[0].html
    assert "<none>" not in rows[0].html


def test_what_is_too_much_is_counted_and_not_shown() -> None:
    long = CHANGED + "+line\n" * (MOST_LINES + 10)
    rows, hidden = files_of(long + MOVED * (MOST_FILES + 4))
    assert (len(rows), hidden) == (MOST_FILES, 5)
    assert rows[0].hidden == 13
    assert rows[0].added == MOST_LINES + 11
    rows, hidden = files_of((CHANGED + "+" + "x" * 200_000 + "\n") * 5)
    assert len(rows) + hidden == 5
    assert hidden > 0


def test_an_empty_diff_has_no_files() -> None:
    assert files_of("") == ([], 0)
