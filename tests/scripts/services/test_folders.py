from __future__ import annotations

from pathlib import Path

from scripts.services.folders import read_addresses, write_addresses


def test_addresses_come_back_as_they_were_written(tmp_path: Path) -> None:
    folder = tmp_path / "services"
    assert read_addresses(folder) == {}
    write_addresses({"A_URL": "redis://127.0.0.1:1/0?x=y", "B": "2"}, folder)
    write_addresses({"B": None, "C": "3"}, folder)
    assert read_addresses(folder) == {"A_URL": "redis://127.0.0.1:1/0?x=y", "C": "3"}


def test_only_the_owner_reads_the_password(tmp_path: Path) -> None:
    write_addresses({"PASSWORD": "secret"}, tmp_path)
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600
