"""The embedded server is shared, stops with the last process, survives kills and touches no foreign folder."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from sight_domain.storage import embedded
from sight_domain.storage.embedded import EmbeddedPostgres

_USER_OF_THE_SERVER = """
import sys, psycopg
from pathlib import Path
from sight_domain.storage.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
with psycopg.connect(server.start(), autocommit=True) as connection:
    connection.execute("create table if not exists notes (note text)")
    connection.execute("insert into notes values (%s)", (sys.argv[2],))
    print("ready", flush=True)
    sys.stdin.read()
server.leave()
"""


@pytest.fixture
def fresh_home(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "home"
    yield home
    server = EmbeddedPostgres(home)
    if server.folder.exists() and server.is_running():
        server.start()
        server.leave()
    shutil.rmtree(server.folder, ignore_errors=True)


def _use(home: Path, note: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _USER_OF_THE_SERVER, str(home), note],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    return process


def _finish(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=60)
    assert process.returncode == 0


def _notes(home: Path) -> set[str]:
    server = EmbeddedPostgres(home)
    with psycopg.connect(server.start()) as connection:
        notes = {row[0] for row in connection.execute("select note from notes")}
    server.leave()
    return notes


def test_two_processes_share_one_server_and_the_last_stops_it(fresh_home: Path) -> None:
    first, second = _use(fresh_home, "first"), _use(fresh_home, "second")
    _finish(first)
    assert EmbeddedPostgres(fresh_home).is_running()
    _finish(second)
    assert not EmbeddedPostgres(fresh_home).is_running()
    assert _notes(fresh_home) == {"first", "second"}


def test_a_killed_process_harms_neither_the_other_nor_the_data(fresh_home: Path) -> None:
    killed, living = _use(fresh_home, "killed"), _use(fresh_home, "living")
    killed.kill()
    killed.wait()
    third = _use(fresh_home, "third")
    _finish(third)
    assert EmbeddedPostgres(fresh_home).is_running()
    _finish(living)
    assert not EmbeddedPostgres(fresh_home).is_running()
    assert _notes(fresh_home) == {"killed", "living", "third"}


def test_a_killed_server_comes_back_with_its_data(fresh_home: Path) -> None:
    process = _use(fresh_home, "before")
    postmaster = int((EmbeddedPostgres(fresh_home).cluster / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(postmaster)] if psutil.pid_exists(postmaster) else [], timeout=10)
    process.kill()
    process.wait()
    assert _notes(fresh_home) == {"before"}


def test_it_listens_on_its_private_socket_only(fresh_home: Path) -> None:
    server = EmbeddedPostgres(fresh_home)
    with psycopg.connect(server.start()) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        socket_folder = connection.execute("show unix_socket_directories").fetchone()
    server.leave()
    assert socket_folder is not None
    assert stat.S_IMODE(Path(socket_folder[0]).stat().st_mode) == 0o700


def test_a_long_home_still_gets_a_socket(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("long" * 30) / "home")
    with psycopg.connect(server.start()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    server.leave()
    shutil.rmtree(server.folder, ignore_errors=True)


def test_no_mode_of_a_foreign_folder_changes(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    home.mkdir(mode=0o700)
    package = Path(embedded.__file__)
    server_files = Path(sys.prefix)
    watched = {
        *home.parents,
        home,
        *package.parents,
        *server_files.parents,
        *server_files.rglob("pginstall18"),
    }
    watched.discard(embedded.SYSTEM_FOLDER)
    before = {folder: folder.stat().st_mode for folder in watched}
    server = EmbeddedPostgres(home)
    server.start()
    server.leave()
    shutil.rmtree(server.folder, ignore_errors=True)
    assert {folder: folder.stat().st_mode for folder in watched} == before


@pytest.mark.skipif(os.geteuid() != 0, reason="already an ordinary user")
def test_an_ordinary_user_needs_no_system_folder() -> None:
    nobody = 65534
    interpreter = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")
    if interpreter is None:
        pytest.skip("no interpreter of this version that an ordinary user may run")
    base = Path("/tmp") / f"sight-nobody-{time.time_ns()}"
    base.mkdir(mode=0o700)
    os.chown(base, nobody, nobody)
    packages = [path for path in sys.path if path and not path.startswith(sys.base_prefix)]
    checkout = str(Path(embedded.__file__).parent.parent.parent)
    try:
        finished = subprocess.run(
            [
                interpreter,
                "-c",
                _USER_OF_THE_SERVER.replace("sys.stdin.read()", "print(server.folder)"),
                str(base / "home"),
                "nobody",
            ],
            env={"PYTHONPATH": os.pathsep.join([checkout, *packages]), "PATH": os.defpath},
            cwd="/",
            user=nobody,
            group=nobody,
            extra_groups=[],
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert finished.returncode == 0, finished.stderr
        assert finished.stdout.splitlines()[-1] == str(base / "home" / "postgres")
    finally:
        shutil.rmtree(base)
