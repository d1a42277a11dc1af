"""A private PostgreSQL under ``SIGHT_HOME``, shared by every Sight process that uses the same home.

Life cycle. Each process holds a shared lock on ``lease`` for as long as it uses the server; the kernel drops it
even after ``kill -9``. Starting, joining and leaving happen one at a time under an exclusive lock on ``door``;
a process that leaves and then gets ``lease`` for itself alone was the last one, and stops the server.
Whose files they are when root starts it, `server_files` says.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.storage.server_files import SYSTEM_FOLDER, binaries, system_user

if TYPE_CHECKING:
    import psutil

DATABASE = "sight"
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100
_DYING_SECONDS = 10.0
_SERVER_OPTIONS = "-c listen_addresses= -c max_connections=200 -c unix_socket_permissions=0700"


class ServerAway(SightError):
    """The server could not be started, or brought back, just now."""


class EmbeddedPostgres:
    """The server of one home: ``url = server.start()`` … ``server.leave()``. Not to be used after a fork."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lease: IO[str] | None = None

    @property
    def url(self) -> str:
        """libpq URL of the database, over the private socket."""
        return f"postgresql://postgres@/{DATABASE}?host={self._socket_folder}"

    @property
    def folder(self) -> Path:
        """Where cluster, log and locks of this home lie."""
        if os.geteuid() != 0:
            return self.home / "postgres"
        return SYSTEM_FOLDER / hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:12]

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> str:
        """Join the running server, or initialise and start it. Returns `url`. May be called again at any time.

        Raises:
            SightError: ``unavailable`` with the end of the server's log when it does not start.
        """
        self._make_folders()
        with self._door():
            if not (self.cluster / "PG_VERSION").exists():
                self._initialise()
            if not self.is_running():
                self._bury_the_dead()
                self._run(
                    "pg_ctl",
                    "-w",
                    "-t",
                    "60",
                    "-D",
                    str(self.cluster),
                    "-l",
                    str(self.log),
                    "-o",
                    self._options,
                    "start",
                )
            self._ensure_database()
            if self._lease is None:
                self._lease = (self.folder / "lease").open("a")
                fcntl.flock(self._lease, fcntl.LOCK_SH)
        return self.url

    def leave(self) -> None:
        """Give up this process's use; the last one out stops the server."""
        if self._lease is None:
            return
        with self._door():
            fcntl.flock(self._lease, fcntl.LOCK_UN)
            try:
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                if self.is_running():
                    self._run("pg_ctl", "-w", "-m", "fast", "-D", str(self.cluster), "stop")
            finally:
                self._lease.close()
                self._lease = None

    def is_running(self) -> bool:
        """Whether a server accepts connections on the private socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self._socket_folder / _SOCKET))
            except OSError:
                return False
        return True

    @property
    def _socket_folder(self) -> Path:
        if len(str(self.cluster / _SOCKET)) <= _LONGEST_SOCKET_PATH:
            return self.cluster
        digest = hashlib.sha256(str(self.cluster).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"sight-{os.geteuid()}-{digest}"

    @property
    def _options(self) -> str:
        return f"{_SERVER_OPTIONS} -k '{self._socket_folder}'"

    @contextlib.contextmanager
    def _door(self) -> Iterator[None]:
        with (self.folder / "door").open("a") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield

    def _make_folders(self) -> None:
        if os.geteuid() == 0:
            SYSTEM_FOLDER.mkdir(mode=0o755, exist_ok=True)
            _private_folder(self.folder, system_user())
            return
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _private_folder(self.folder, None)
        if self._socket_folder != self.cluster:
            _private_folder(self._socket_folder, None)
            if self._socket_folder.stat().st_uid != os.geteuid():
                raise _unavailable(
                    f"{self._socket_folder} belongs to another user",
                    f"{self._socket_folder} należy do innego użytkownika",
                )

    def _initialise(self) -> None:
        scratch = self.folder / "cluster.new"
        if scratch.exists():
            shutil.rmtree(scratch)
        self._run(
            "initdb", "-D", str(scratch), "-U", "postgres", "-E", "UTF8", "--auth-local=trust", "--auth-host=reject",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        )  # fmt: skip
        scratch.rename(self.cluster)

    def _bury_the_dead(self) -> None:
        """Wait until nothing of a killed server is left, and take away the lock files that it could not.

        PostgreSQL removes stale ones by itself unless their process still shows up, which a zombie does for as long
        as nobody reaps it, and another program does that was given the same number.
        """
        pid_file = self.cluster / "postmaster.pid"
        if not pid_file.exists():
            return
        import psutil

        pid = int(pid_file.read_text().split()[0])
        deadline = time.monotonic() + _DYING_SECONDS
        while time.monotonic() < deadline and (
            _is_a_server(pid) or any(_works_in(process, self.cluster) for process in psutil.process_iter())
        ):
            time.sleep(0.05)
        if psutil.pid_exists(pid) and not _is_a_server(pid):
            pid_file.unlink()
            (self._socket_folder / f"{_SOCKET}.lock").unlink(missing_ok=True)

    def _ensure_database(self) -> None:
        connect = (
            "-h",
            str(self._socket_folder),
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-X",
            "-q",
            "-A",
            "-t",
            "-c",
        )
        marker = self.folder / "database"
        if marker.exists():
            return
        if not self._run("psql", *connect, f"select 1 from pg_database where datname = '{DATABASE}'").strip():
            self._run("psql", *connect, f"create database {DATABASE}")
        marker.touch()

    def _run(self, program: str, *arguments: str) -> str:
        owner = system_user() if os.geteuid() == 0 else None
        try:
            # Output goes to a file: the server would inherit a pipe and keep it open for as long as it runs.
            with tempfile.TemporaryFile("w+") as output:
                finished = subprocess.run(
                    [str(binaries() / program), *arguments],
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    timeout=120,
                    start_new_session=True,
                    env={"LC_ALL": "C", "PATH": os.defpath},
                    user=owner.pw_uid if owner else None,
                    group=owner.pw_gid if owner else None,
                    extra_groups=[] if owner else None,
                )
                output.seek(0)
                said = output.read()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _unavailable(f"{program}: {error}", f"{program}: {error}") from error
        if finished.returncode != 0:
            tail = said[-600:] + (self.log.read_text(errors="replace")[-600:] if self.log.exists() else "")
            raise _unavailable(f"{program} failed: {tail}", f"{program} nie powiodło się: {tail}")
        return said


def _is_a_server(pid: int) -> bool:
    """Whether a living process of this number is a PostgreSQL."""
    import psutil

    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    """Whether a living process is one of the cluster's: a server and its children work in its folder."""
    import psutil

    try:
        return process.name() == "postgres" and process.cwd() == str(cluster)
    except psutil.Error:
        return False


def _private_folder(folder: Path, owner: pwd.struct_passwd | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _unavailable(en: str, pl: str) -> SightError:
    return ServerAway(
        ErrorCode.UNAVAILABLE,
        Text(
            en=f"The embedded PostgreSQL did not start: {en}",
            pl=f"Wbudowany PostgreSQL nie uruchomił się: {pl}",
        ),
        Text(
            en="Run `sight doctor`; check free disk space and the permissions of SIGHT_HOME.",
            pl="Uruchom `sight doctor`; sprawdź wolne miejsce na dysku i uprawnienia SIGHT_HOME.",
        ),
        retry_safe=True,
    )
