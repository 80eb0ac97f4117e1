"""Prints where Chromium is, after installing it if it is missing.

It is the one thing here that cannot be fetched into .tools/: its libraries come with the system.
"""

import os
import shutil
import subprocess
import sys

NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]


def find() -> str | None:
    """The program that CHROMIUM names, or the first of the usual names."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    """Asks apt, which the system's own users may not be allowed to."""
    prefix = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    for command in (["update", "--quiet"], ["install", "--quiet", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run([*prefix, "apt-get", *command], check=True, stdout=sys.stderr)


if __name__ == "__main__":
    if not find():
        install()
    print(find() or sys.exit("there is no Chromium: install it, or name it in CHROMIUM"))
