"""The settings page names every setting, where its value came from, and no secret."""

from pathlib import Path

from boocode_app.core.settings import Settings, load_settings
from boocode_app.ui.settings.rows import MEANINGS, rows_of


def test_every_setting_has_a_row_and_a_meaning() -> None:
    assert set(MEANINGS) == set(Settings.model_fields) - {"origins"}
    assert next(row.name for row in rows_of(load_settings({}))) == "BOOCODE_HOST"


def test_a_row_tells_where_its_value_came_from(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("BOOCODE_MODEL=big\n")
    settings = load_settings({"BOOCODE_HOME": str(tmp_path), "BOOCODE_PORT": "4321"})
    rows = {row.name: row for row in rows_of(settings)}
    assert (rows["BOOCODE_PORT"].value, rows["BOOCODE_PORT"].origin) == ("4321", "environment")
    assert (rows["BOOCODE_MODEL"].value, rows["BOOCODE_MODEL"].origin) == ("big", "settings.env")
    assert rows["BOOCODE_AUTH"].origin == "default"


def test_a_password_in_the_database_url_is_not_shown(tmp_path: Path) -> None:
    url = "postgresql+psycopg://ada:s3cret@db/boocode"
    settings = load_settings({"BOOCODE_HOME": str(tmp_path), "BOOCODE_DATABASE_URL": url})
    shown = {row.name: row.value for row in rows_of(settings)}["BOOCODE_DATABASE_URL"]
    assert shown == "postgresql+psycopg://ada:***@db/boocode"


def test_of_a_remote_sidecar_only_the_address_is_shown(tmp_path: Path) -> None:
    sidecars = '[{"url": "http://gpu:9502", "token_file": "/etc/boocode/token"}]'
    settings = load_settings({"BOOCODE_HOME": str(tmp_path), "BOOCODE_SIDECARS": sidecars})
    shown = {row.name: row.value for row in rows_of(settings)}["BOOCODE_SIDECARS"]
    assert shown == "http://gpu:9502"


def test_what_models_may_take_is_shown_in_its_unit_and_folders_by_name(tmp_path: Path) -> None:
    told = {"BOOCODE_MEMORY_BUDGET": "12GB", "BOOCODE_MODEL_FOLDERS": str(tmp_path)}
    settings = load_settings({"BOOCODE_HOME": str(tmp_path), **told})
    rows = {row.name: row.value for row in rows_of(settings)}
    assert rows["BOOCODE_MEMORY_BUDGET"] == "12.0 GB"
    assert rows["BOOCODE_MODEL_FOLDERS"] == str(tmp_path)
    unset = rows_of(load_settings({"BOOCODE_HOME": str(tmp_path)}))
    assert "None" not in {row.value for row in unset}
