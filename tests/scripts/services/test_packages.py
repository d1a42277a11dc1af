from __future__ import annotations

from pathlib import Path

import pytest

from scripts.services.packages import require
from scripts.services.processes import ServiceError


def test_what_is_there_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    require({"sh": "dash"})


def test_an_ordinary_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(ServiceError, match=r"missing: no-such-program.*apt-get install its-package"):
        require({"no-such-program": "its-package", "sh": "dash"})


def test_root_without_apt_is_told_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceError, match="missing: no-such-program"):
        require({"no-such-program": "its-package"})


def test_root_with_apt_installs_only_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    apt = tmp_path / "apt-get"
    apt.write_text(
        f"""#!/bin/sh
echo "$RUNLEVEL $*" >> {calls}
if [ "$1" = install ]; then
    printf '#!/bin/sh\\n' > {tmp_path}/new-program
    chmod +x {tmp_path}/new-program
fi
""",
        "utf-8",
    )
    apt.chmod(0o755)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    require({"new-program": "new-package", "sh": "dash"})
    assert calls.read_text("utf-8").splitlines() == [
        "1 update -qq",
        "1 install -y -qq --no-install-recommends new-package",
    ]
    require({"new-program": "new-package"})
    assert len(calls.read_text("utf-8").splitlines()) == 2


def test_a_failing_apt_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\necho 'no space left' >&2\nexit 100\n", "utf-8")
    apt.chmod(0o755)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(ServiceError, match="no space left"):
        require({"new-program": "new-package"})
