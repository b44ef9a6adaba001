"""A PostgreSQL server for the tests: its own folder, a unix socket, no network, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

_NAME = "gongbao_tests"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the path, or where Debian puts the newest."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def postgres_server() -> Iterator[str | None]:
    """The URL of a running server; None where PostgreSQL is not installed."""
    bin_dir = programs()
    if bin_dir is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 characters
    user = _unprivileged(folder)

    def run(program: str, *arguments: str) -> None:
        command = [str(bin_dir / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, user=user, timeout=60)

    try:
        run("initdb", "-D", str(folder / "data"), "-U", _NAME, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c fsync=off -k {folder}"
        run("pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log"), "-o", options, "-w", "start")
        yield f"postgresql+psycopg://{_NAME}@/postgres?host={quote(str(folder), safe='')}"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: hand the folder to somebody else where we are."""
    if os.geteuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, name)
    return name
