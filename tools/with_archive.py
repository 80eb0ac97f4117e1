"""Runs a command against a fresh archive in one process: with_archive.py COMMAND [ARGUMENT]...

The command finds the archive's address in FONDS_URL; its administrator is admin/admin.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import read_until_ready, running, turn_terminate_into_exit

PROGRAM = Path(__file__).parents[1] / "target/debug/fonds"


@contextlib.contextmanager
def fresh_archive():
    """An archive that holds nothing but what it began with, and ends with the block: its address."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATA": data, "PORT": "0", "HOST": "127.0.0.1", "FONDS_ADMIN_PASSWORD": "admin"}
        with running([str(PROGRAM)], env=environment, stdout=subprocess.PIPE) as archive:
            yield read_until_ready(archive)[-1].split()[1]


def main(command: list[str]) -> int:
    turn_terminate_into_exit()
    with fresh_archive() as url:
        return subprocess.run(command, env={**os.environ, "FONDS_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
