"""Holds Cargo.lock to what may come into it: crates from crates.io only, and no second TLS stack.

cargo-deny says the same and more, but no release of it installs everywhere without half an hour of compiling.
"""

import sys
import tomllib
from pathlib import Path

REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"

# rustls over ring serves every TLS connection; another stack would cost each function megabytes and a slower cold start.
REFUSED = {"aws-lc-rs", "aws-lc-sys", "native-tls", "openssl", "openssl-sys"}


def main() -> int:
    lock = tomllib.loads(Path("Cargo.lock").read_text(encoding="utf-8"))
    problems = []
    for package in lock["package"]:
        name = f"{package['name']} {package['version']}"
        source = package.get("source")
        if package["name"] in REFUSED:
            problems.append(f"{name} is a second TLS stack")
        if source is not None and source != REGISTRY:
            problems.append(f"{name} comes from {source}")
        if source is not None and "checksum" not in package:
            problems.append(f"{name} has no checksum")
    for problem in problems:
        print(f"Cargo.lock: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
