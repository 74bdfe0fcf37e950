"""The key that signs the audit trail's days: made once, its user's alone, and checked by its other half."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from callrouter.services.trail_signing import EndedDay, SigningKey
from signaling.cli import main
from signaling.commands.doctor import examine
from signaling.settings import Settings, SettingsError
from signaling.signing_key import LastSignedFile, known_signing_key, signing_key, verifying_keys
from signaling.stores import valkey_dir


def test_it_is_made_once_and_its_users_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    assert known_signing_key(settings) is None
    made = signing_key(settings)
    assert made is not None
    assert signing_key(settings) == known_signing_key(settings) == made
    (file,) = (tmp_path / "data").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)  # also root lets no more than a group read it
    with pytest.raises(SettingsError, match="chmod 600"):
        signing_key(settings)
    file.chmod(0o600)
    file.write_text("no key")
    with pytest.raises(SettingsError, match="holds no key"):
        signing_key(settings)


def test_the_day_that_was_signed_last_is_remembered_beside_it(tmp_path: Path) -> None:
    last, day = LastSignedFile(Settings(data_dir=tmp_path)), EndedDay("2026-09-21", 7, "ab")
    assert last.read() is None
    last.write(day)
    last.write(later := day._replace(day="2026-09-22"))
    assert last.read() == later
    (file,) = tmp_path.iterdir()
    file.write_text("2026-09-22 seven ab")
    assert last.read() is None
    LastSignedFile(Settings(data_dir=tmp_path / "none")).write(day)


def test_where_none_can_be_kept_nothing_is_signed_unless_it_was_asked_for(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert signing_key(Settings(data_dir=in_the_way)) is None
    with pytest.raises(SettingsError, match="audit_signing_key"):
        signing_key(Settings(audit_signing_key=in_the_way / "key"))


@pytest.mark.valkey
async def test_doctor_prints_the_public_key_that_signatures_are_checked_by(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    valkey_dir(settings).mkdir()
    out = io.StringIO()
    assert await examine(settings, whole=True, out=out) == 0
    assert "signatures     not checked: there is no key here" in out.getvalue()
    key = signing_key(settings)
    assert key is not None
    out = io.StringIO()
    assert await examine(settings, whole=True, out=out) == 0
    line = out.getvalue().partition("public key: ")[2].splitlines()[0]
    file = tmp_path / "public"
    file.write_text(f"{line}\n{SigningKey.make(today='2030-01-01').public.line()}\n")
    assert verifying_keys(file)[0] == key.public


def test_a_file_without_public_keys_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "public"
    file.write_text("nothing")
    with pytest.raises(SystemExit) as exited:
        main(["doctor", "--audit", "--data-dir", str(tmp_path), "--public-key", str(file)])
    assert exited.value.code == 2
    assert "no line as" in capsys.readouterr().err
