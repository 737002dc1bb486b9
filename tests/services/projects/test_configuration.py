"""The configuration of a folder is read once, and tells whose each setting is."""

from pathlib import Path

import pytest

from boocode_app.services.projects.configuration import configuration_of
from boocode_app.services.projects.git import git
from tests.services.projects.repositories import new_repository, run_git, trap


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return new_repository(tmp_path / "repository")


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the person's own configuration."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    return tmp_path / ".gitconfig"


async def test_it_tells_the_repositorys_settings_from_the_persons(
    repository: Path, person: Path
) -> None:
    person.write_text("[user]\n\tname = Ada\n[gpg]\n\tprogram = mine\n")
    run_git(repository, "config", "gpg.program", "theirs")
    configuration = await configuration_of(repository)
    assert configuration.persons_values(r"gpg\..*|user\.name") == {
        "gpg.program": "mine",
        "user.name": "Ada",
    }
    assert configuration.own_keys(r"gpg\..*") == ["gpg.program"]
    assert configuration.values("gpg.program") == ["mine", "theirs"]
    assert configuration.value("gpg.program") == "theirs"
    assert configuration.value("gpg.format") is None


async def test_what_git_is_told_for_safety_is_no_part_of_it(repository: Path) -> None:
    run_git(repository, "config", "core.hooksPath", "my hooks")
    assert (await configuration_of(repository)).values("core.hookspath") == ["my hooks"]


async def test_keys_alone_and_values_of_many_lines_are_read(repository: Path) -> None:
    with (repository / ".git" / "config").open("a") as file:
        file.write('[filter "a\\\\b.C"]\n\trequired\n\tclean = "one\\ntwo"\n')
    configuration = await configuration_of(repository)
    assert configuration.value("filter.a\\b.C.required") == "true"
    assert configuration.value("filter.a\\b.C.clean") == "one\ntwo"


async def test_outside_of_a_repository_there_is_the_persons_alone(person: Path) -> None:
    person.write_text("[user]\n\tname = Ada\n")
    configuration = await configuration_of(person.parent)
    assert {setting.scope for setting in configuration.settings} <= {"system", "global"}
    assert configuration.value("user.name") == "Ada"


@pytest.mark.parametrize("name", ["plain", "a=b", "dotted.name", 'quo"ted', "back\\slash"])
async def test_filters_of_a_repository_can_be_blanked(
    repository: Path, tmp_path: Path, name: str
) -> None:
    program, mark = trap(tmp_path)
    for key, value in (("clean", str(program)), ("smudge", str(program)), ("required", "true")):
        run_git(repository, "config", f"filter.{name}.{key}", value)
    (repository / ".gitattributes").write_text(f"* filter={name}\n")
    (repository / "README").write_text("changed\n")
    config = (await configuration_of(repository)).without_filters()
    assert config[f"filter.{name}.clean"] == ""
    shown = await git("diff", folder=repository, config=config)
    assert b"+changed" in shown
    assert not mark.exists()
    run_git(repository, "diff")
    assert mark.exists(), "the trap would not have caught anything"


async def test_a_filter_of_the_persons_own_stays(repository: Path, person: Path) -> None:
    person.write_text('[filter "mine"]\n\tclean = cat\n')
    assert (await configuration_of(repository)).without_filters() == {}
