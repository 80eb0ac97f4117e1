"""Fills a running archive with a small collection to look at: python3 tools/demo

BASE is where it answers (http://127.0.0.1:8089), FONDS_ADMIN_PASSWORD the password of admin. Everything comes out of this folder;
nothing is downloaded. Run again, it adds only what is missing.
"""

import os
import sys

from archive import Archive, Refused
from fill import fill
from progress import Progress


def main() -> int:
    url = os.environ.get("BASE") or f"http://127.0.0.1:{os.environ.get('PORT') or 8089}"
    try:
        archive = Archive(url, "admin", os.environ.get("FONDS_ADMIN_PASSWORD") or "admin")
        added = fill(archive, Progress())
    except OSError as error:
        print(f"{url} does not answer ({error}): start the archive first, with make run", file=sys.stderr)
        return 1
    except Refused as refused:
        print(f"\n{refused}", file=sys.stderr)
        return 1
    what = ", ".join(f"{number} {name}" for name, number in added.items()) or "nothing: everything was there"
    print(f"Added {what}.\nLook at {url}/gallery")
    return 0


if __name__ == "__main__":
    sys.exit(main())
