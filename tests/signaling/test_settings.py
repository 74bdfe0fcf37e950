"""Settings: where they come from, in which order, and what is said about bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from signaling.commands.shown_settings import shown_settings
from signaling.settings import Settings, SettingsError, load_settings, read_sources, settings_from


def test_option_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    config = tmp_path / "callrouter.toml"
    config.write_text('port = 1\nring_s = 1\nwrap_up_s = 1\nmedia_hosts = ["::1"]\n')
    settings = load_settings(
        options={"config": str(config), "port": "3", "host": None},
        environment={"CALLROUTER_PORT": "2", "CALLROUTER_RING_S": "2"},
        defaults={"grace_s": 7},
    )
    assert (settings.port, settings.ring_s, settings.wrap_up_s, settings.grace_s) == (3, 2, 1, 7)
    assert settings.media_hosts == ("::1",)


def test_media_hosts_are_separated_by_commas() -> None:
    settings = load_settings(options={}, environment={"CALLROUTER_MEDIA_HOSTS": "127.0.0.1, ::1"})
    assert settings.media_hosts == ("127.0.0.1", "::1")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"CALLROUTER_PROT": "8080"}, ["CALLROUTER_PROT", "unknown", "CALLROUTER_PORT"]),
        ({"CALLROUTER_PORT": "http"}, ["port", "'http'", "integer"]),
        ({"CALLROUTER_PORT": "70000"}, ["port", "65535"]),
        ({"CALLROUTER_MEDIA_HOSTS": "example.org"}, ["media_hosts", "IP address"]),
        ({"CALLROUTER_LOG_LEVEL": "loud"}, ["log_level", "'loud'", "debug"]),
        ({"CALLROUTER_RING_S": "0"}, ["ring_s", "greater than 0"]),
    ],
)
def test_a_bad_setting_is_named_with_its_value_and_what_is_allowed(
    environment: dict[str, str], said: list[str]
) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings(options={}, environment=environment)
    for word in said:
        assert word in str(error.value)


def test_secrets_are_masked() -> None:
    with pytest.raises(SettingsError) as error:
        load_settings(options={}, environment={"CALLROUTER_REDIS_URL": "mysql://user:sesame@db"})
    assert "sesame" not in str(error.value)
    settings = Settings(redis_url="redis://:sesame@db", demo_password=SecretStr("sesame"))
    assert "sesame" not in repr(settings)


def test_an_unknown_name_in_the_file_stops_the_start(tmp_path: Path) -> None:
    config = tmp_path / "callrouter.toml"
    config.write_text("colour = 1\n")
    with pytest.raises(SettingsError, match="colour: unknown setting"):
        load_settings(options={"config": str(config)}, environment={})


def test_a_missing_or_broken_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load_settings(options={"config": str(tmp_path / "none.toml")}, environment={})
    broken = tmp_path / "broken.toml"
    broken.write_text("port = \n")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_settings(options={"config": str(broken)}, environment={})


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(Settings(), "port", 1)  # noqa: B010  (mypy knows better than to allow the plain form)


def test_secrets_are_files_of_a_folder_below_the_environment(tmp_path: Path) -> None:
    (tmp_path / "callrouter_relay_token").write_text("sesame\n")
    (tmp_path / "callrouter_metrics_token").write_text("from a file")
    (tmp_path / "of_others").write_text("")
    environment = {"CALLROUTER_SECRETS": str(tmp_path), "CALLROUTER_METRICS_TOKEN": "from the environment"}
    settings = load_settings(options={}, environment=environment)
    tokens = (settings.relay_token, settings.metrics_token)
    assert tokens == (SecretStr("sesame"), SecretStr("from the environment"))


@pytest.mark.parametrize(
    ("name", "said"), [("callrouter_relay_tokn", "CALLROUTER_RELAY_TOKN"), (None, "CALLROUTER_SECRETS")]
)
def test_a_folder_of_secrets_that_holds_something_else_or_is_not_there_stops_the_start(
    tmp_path: Path, name: str | None, said: str
) -> None:
    if name is not None:
        (tmp_path / name).write_text("sesame")
    folder = tmp_path if name is not None else tmp_path / "nowhere"
    with pytest.raises(SettingsError) as error:
        load_settings(options={}, environment={"CALLROUTER_SECRETS": str(folder)})
    assert said in str(error.value)
    assert "sesame" not in str(error.value)


def test_a_secret_is_read_from_the_file_that_a_place_names(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("s" * 32 + "\n")
    for options, environment in (
        ({"secrets_key_file": str(secret)}, {}),
        ({}, {"CALLROUTER_SECRETS_KEY_FILE": str(secret)}),
    ):
        found = load_settings(options=options, environment=environment).secrets_key
        assert found is not None
        assert found.get_secret_value() == "s" * 32
    with pytest.raises(SettingsError, match="CALLROUTER_SECRETS_KEY_FILE: give one of the two"):
        load_settings(
            options={},
            environment={"CALLROUTER_SECRETS_KEY": "x" * 32, "CALLROUTER_SECRETS_KEY_FILE": str(secret)},
        )
    stronger = load_settings(
        options={"secrets_key_file": str(secret)}, environment={"CALLROUTER_SECRETS_KEY": "x" * 32}
    )
    assert stronger.secrets_key == SecretStr("s" * 32)


def test_a_file_without_a_secret_is_named_with_its_fault(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    for name, said in (("none", "No such file"), ("empty", "is empty")):
        with pytest.raises(SettingsError, match=f"--relay-token-file = .*{name}: {said}"):
            load_settings(options={"relay_token_file": str(tmp_path / name)}, environment={})


def test_settings_are_shown_with_where_they_are_from_and_read_again_the_same(tmp_path: Path) -> None:
    config = tmp_path / "callrouter.toml"
    config.write_text('ring_s = 9\nturn_urls = ["turn:t.example.org"]\nturn_secret = "sesame"\n')
    sources = read_sources(options={"port": "3"}, environment={"CALLROUTER_CONFIG": str(config)})
    shown = shown_settings(settings_from(sources), sources)
    assert f"ring_s = 9.0  # {config}\n" in shown
    assert "port = 3  # option\n" in shown
    assert "grace_s = 60.0  # default\n" in shown
    assert "sesame" not in shown
    config.write_text(f'{shown}\nturn_secret = "sesame"\n')
    assert load_settings(options={"config": str(config)}, environment={}) == settings_from(sources)
