"""Programs that the services need, and how they get onto a Debian machine."""

from __future__ import annotations

import os
import shutil
import subprocess

from scripts.services.processes import ServiceError


def require(package_of: dict[str, str]) -> None:
    """Make every program of ``{program: Debian package}`` available.

    Installs what is missing where we are root and there is apt; the index is read anew only then.

    Raises:
        ServiceError: something is missing and cannot be installed; names the programs and the command to run.
    """
    missing = {program: package for program, package in package_of.items() if shutil.which(program) is None}
    if not missing:
        return
    packages = sorted(set(missing.values()))
    wanted = f"missing: {', '.join(sorted(missing))}. Install with: apt-get install {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise ServiceError(wanted)
    print(f"installing {' '.join(packages)} ...", flush=True)
    # A package's own service must not start: RUNLEVEL=1 is what Debian's invoke-rc.d looks at.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ServiceError(f"{wanted}\n{done.stderr.strip()[-1000:]}")
    still = [program for program in missing if shutil.which(program) is None]
    if still:
        raise ServiceError(f"{' and '.join(still)} not found although {', '.join(packages)} is installed.")
