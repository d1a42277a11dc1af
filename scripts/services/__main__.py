"""``python -m scripts.services start | stop | status | during COMMAND…``

``during`` starts what does not run yet, runs the command, stops what it started and ends with the command's
exit code. With ``CI=true`` a service that cannot be started is an error; otherwise the command runs without it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from types import ModuleType

from scripts.services import neo4j_server, redis
from scripts.services.processes import ServiceError

SERVICES: tuple[ModuleType, ...] = (redis, neo4j_server)


def start() -> tuple[list[ModuleType], list[str]]:
    """Start what does not run; returns what was started now, and one line for each that could not be."""
    started: list[ModuleType] = []
    failures: list[str] = []
    for service in SERVICES:
        running = service.address()
        if running is not None:
            print(f"{service.NAME}: already running at {running}", flush=True)
            continue
        try:
            print(f"{service.NAME}: started at {service.start()}", flush=True)
            started.append(service)
        except ServiceError as error:
            failures.append(f"{service.NAME}: {error}")
            print(failures[-1], file=sys.stderr, flush=True)
    return started, failures


def stop(services: Sequence[ModuleType] = SERVICES) -> None:
    """Stop them in the opposite order of their start."""
    for service in reversed(services):
        print(f"{service.NAME}: {'stopped' if service.stop() else 'was not running'}", flush=True)


def status() -> int:
    """Say which run; 0 when all do."""
    addresses = {service.NAME: service.address() for service in SERVICES}
    for name, address in addresses.items():
        print(f"{name}: {address or 'not running'}")
    return 0 if all(addresses.values()) else 1


def during(command: Sequence[str]) -> int:
    """Run `command` with the services up; its exit code."""
    started, failures = start()
    if failures and os.environ.get("CI") == "true":
        _stop_quietly(started)
        return 1
    try:
        return _wait(subprocess.Popen(list(command)))
    finally:
        _stop_quietly(started)


def _wait(process: subprocess.Popen[bytes]) -> int:
    """The exit code of `process`. Ctrl-C reaches it as well as us, and it must be left the time to clean up."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def _stop_quietly(services: Sequence[ModuleType]) -> None:
    for service in reversed(services):
        service.stop()


def main(arguments: Sequence[str]) -> int:
    match list(arguments):
        case ["start"]:
            return 1 if start()[1] else 0
        case ["stop"]:
            stop()
            return 0
        case ["status"]:
            return status()
        case ["during", *command] if command:
            return during(command)
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
