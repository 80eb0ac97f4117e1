"""Runs a command against a fresh archive in one process: with_archive.py COMMAND [ARGUMENT]...

The command finds the archive's address in FONDS_URL; its administrator is admin/admin.
"""

import os
import subprocess
import sys
import tempfile

from processes import read_until_ready, running, turn_terminate_into_exit


def main(command: list[str]) -> int:
    turn_terminate_into_exit()
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATA": data, "PORT": "0", "FONDS_ADMIN_PASSWORD": "admin"}
        with running(["target/debug/fonds"], env=environment, stdout=subprocess.PIPE) as archive:
            url = read_until_ready(archive)[-1].split()[1]
            return subprocess.run(command, env={**os.environ, "FONDS_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
