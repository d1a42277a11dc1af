"""A Redis of the checkout's own: loopback, no persistence, no system service touched."""

from __future__ import annotations

from scripts.services.folders import FOLDER, read_addresses, write_addresses
from scripts.services.packages import require
from scripts.services.processes import Daemon, exchange, loopback_port

NAME = "redis"
URL = "SIGHT_TEST_REDIS_URL"
PORT = 6390
_HOME = FOLDER / "redis"
# Redis sets its own process title ("redis-server 127.0.0.1:6390"), which drops the data folder.
_DAEMON = Daemon(NAME, FOLDER, marker="redis-server")


def address() -> str | None:
    """The URL of the running server, or None."""
    return read_addresses().get(URL) if _DAEMON.pid is not None else None


def start() -> str:
    """Install what is missing, start it, wait until it answers PING, and return its URL."""
    require({"redis-server": "redis-server"})
    _HOME.mkdir(parents=True, exist_ok=True)
    port = loopback_port(PORT)
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(_HOME)]
    command += ["--save", "", "--appendonly", "no", "--maxmemory", "128mb", "--daemonize", "no"]
    _DAEMON.start(command, lambda: exchange(port, b"PING\r\n", 5) == b"+PONG", seconds=15)
    url = f"redis://127.0.0.1:{port}/0"
    write_addresses({URL: url})
    return url


def stop() -> bool:
    """End it; False when it was not running."""
    stopped = _DAEMON.stop()
    write_addresses({URL: None})
    return stopped
