"""A Neo4j Community server of the checkout's own, from its Maven artifacts: Bolt on loopback, nothing else open.

Neo4j Community is a GPL program: it is fetched and run as a process of its own for the tests, never linked or shipped.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from scripts.services.folders import FOLDER, read_addresses, write_addresses
from scripts.services.packages import require
from scripts.services.processes import Daemon, ServiceError, exchange, loopback_port

NAME = "neo4j"
URI = "SIGHT_TEST_NEO4J_URI"
USER = "SIGHT_TEST_NEO4J_USER"
PASSWORD = "SIGHT_TEST_NEO4J_PASSWORD"
PORT = 7690
_HOME = FOLDER / "neo4j"
_POM = Path(__file__).with_name("neo4j") / "pom.xml"
_DAEMON = Daemon(NAME, FOLDER, marker=str(_HOME))
# The magic preamble of Bolt and four offers of versions: 5.0-5.8, 4.4, none, none.
_HANDSHAKE = bytes.fromhex("6060b01700080805000004040000000000000000")


def address() -> str | None:
    """The Bolt URI of the running server, or None."""
    return read_addresses().get(URI) if _DAEMON.pid is not None else None


def start() -> str:
    """Fetch it if need be, start it, wait until it answers a Bolt handshake, and return its URI."""
    require({"java": "default-jre-headless", "mvn": "maven"})
    jars = _fetch()
    port = loopback_port(PORT)
    password = secrets.token_hex(12)
    _prepare(jars, port, password)
    command = ["java", "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC"]
    command += ["-XX:TieredStopAtLevel=1", "-Dlog4j2.disable.jmx=true", "-Dfile.encoding=UTF-8"]
    for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent"):
        command.append(f"--add-opens=java.base/{package}=ALL-UNNAMED")
    command += ["-cp", f"{jars}/*", "org.neo4j.server.CommunityEntryPoint"]
    command += [f"--home-dir={_HOME}", f"--config-dir={_HOME / 'conf'}", "--console-mode"]
    _DAEMON.start(command, lambda: len(exchange(port, _HANDSHAKE, 4)) == 4, seconds=120)
    uri = f"bolt://127.0.0.1:{port}"
    write_addresses({URI: uri, USER: "neo4j", PASSWORD: password})
    return uri


def stop() -> bool:
    """End it; False when it was not running."""
    stopped = _DAEMON.stop()
    write_addresses({URI: None, USER: None, PASSWORD: None})
    return stopped


def _fetch() -> Path:
    """The folder of the server's jars, one for each state of the list of artifacts."""
    jars = _HOME / f"jars-{hashlib.sha256(_POM.read_bytes()).hexdigest()[:12]}"
    if jars.exists():
        return jars
    print("fetching Neo4j's artifacts with Maven (about 150 MB the first time) ...", flush=True)
    unfinished = jars.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [
        "mvn",
        "-q",
        "-B",
        "-f",
        str(_POM),
        "dependency:copy-dependencies",
        f"-DoutputDirectory={unfinished}",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    except subprocess.TimeoutExpired:
        raise ServiceError("Maven did not fetch Neo4j's artifacts within 15 minutes; try again.") from None
    if done.returncode != 0:
        raise ServiceError(f"Maven could not fetch Neo4j's artifacts:\n{done.stdout.strip()[-1500:]}")
    unfinished.rename(jars)
    return jars


def _prepare(jars: Path, port: int, password: str) -> None:
    """An empty graph, so that no test sees what an earlier run left, with a configuration and a password."""
    for left in ("data", "logs", "run"):
        shutil.rmtree(_HOME / left, ignore_errors=True)
    conf = _HOME / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    settings = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": "64m",
        "dbms.usage_report.enabled": "false",
        "db.tx_log.preallocate": "false",
        "db.shutdown_transaction_end_timeout": "0s",
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
    }
    (conf / "neo4j.conf").write_text(
        "".join(f"{name}={value}\n" for name, value in settings.items()), "utf-8"
    )
    command = ["java", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool"]
    done = subprocess.run(
        [*command, "dbms", "set-initial-password", password],
        env={**os.environ, "NEO4J_HOME": str(_HOME), "NEO4J_CONF": str(conf)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ServiceError(
            f"Neo4j's password could not be set:\n{(done.stdout + done.stderr).strip()[-1000:]}"
        )
