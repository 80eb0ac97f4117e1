"""Runs the API from the function binaries, under `cargo lambda watch`: run_lambda.py [COMMAND [ARGUMENT]...]

The stores are those of the one-process archive (`fonds stores`), and their stream is posted to the functions that consume
it. Without a command it serves on PORT until it is stopped. With one it serves a fresh archive on a free port, runs the
command with the address in FONDS_URL, and ends with its status; the functions' own output goes to .tools/lambda.log.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import free_port, read_until_ready, running, turn_terminate_into_exit, wait_for_answer
from routes import read_routes

CARGO_LAMBDA = ".tools/venv/bin/cargo-lambda"

# What no function claims goes to the one that has the default route in template.yaml.
DEFAULT_FUNCTION = "settings"

# What the functions say while a command runs: it would hide what the command says.
LOG = Path(".tools/lambda.log")

# The emulator starts a function at its first request, through cargo, which looks whether it has changed.
SECONDS_TO_ANSWER = 120


def main(command: list[str]) -> int:
    turn_terminate_into_exit()
    # Built in advance, as the emulator would do it within a request.
    programs = [argument for name in ["fonds", *functions()] for argument in ("--bin", name)]
    subprocess.run(["cargo", "build", "--quiet", *programs], check=True)
    printed = subprocess.run(["target/debug/fonds", "routes"], check=True, capture_output=True, text=True)
    routes = read_routes(printed.stdout)
    port = free_port() if command else int(os.environ.get("PORT", "8089"))
    with tempfile.TemporaryDirectory() as scratch:
        data = scratch if command else os.environ.get("DATA", ".local")
        return serve(routes, port, data, Path(scratch), command)


def serve(routes, port: int, data: str, scratch: Path, command: list[str]) -> int:
    url = f"http://127.0.0.1:{port}"
    streams = []
    for function in consumers(routes):
        streams += ["--stream", f"{url}/2015-03-31/functions/{function}/invocations"]
    stores = running(["target/debug/fonds", "stores", *streams], env={**os.environ, "DATA": data}, stdout=subprocess.PIPE)
    with stores as stores, contextlib.ExitStack() as stack:
        variables = dict(line.split("=", 1) for line in read_until_ready(stores)[:-1])
        variables["FONDS_ADMIN_PASSWORD"] = os.environ.get("FONDS_ADMIN_PASSWORD") or "admin"
        configuration = scratch / "CargoLambda.toml"
        configuration.write_text(router(routes), encoding="utf-8")
        watch = [CARGO_LAMBDA, "lambda", "watch", "--invoke-address", "127.0.0.1", "--invoke-port", str(port)]
        watch += ["--global", str(configuration), "--concurrency", "2", *(["--ignore-changes", "--quiet"] if command else [])]
        output = stack.enter_context(LOG.open("w", encoding="utf-8")) if command else None
        with running(watch, env={**os.environ, **variables}, stdout=output, stderr=output) as emulator:
            wait_for_answer(f"{url}/", SECONDS_TO_ANSWER)
            if not command:
                print(f"ready {url}", flush=True)
                return emulator.wait()
            return subprocess.run(command, env={**os.environ, "FONDS_URL": url}, check=False).returncode


def functions() -> list[str]:
    return sorted(manifest.parent.name for manifest in Path("functions").glob("*/Cargo.toml"))


def consumers(routes) -> list[str]:
    """The functions that no route leads to are those that consume the stream."""
    answering = {route.function for route in routes}
    return [name for name in functions() if name not in answering]


def router(routes) -> str:
    """The routes as the emulator wants them: one function per path, or one per method where functions share a path."""
    paths: dict[str, dict[str, str]] = {}
    for route in routes:
        paths.setdefault("/" + "/".join(route.segments()), {})[route.method] = route.function
    lines = ["[watch.router]", f'"/{{*rest}}" = "{DEFAULT_FUNCTION}"']
    for path, methods in paths.items():
        functions = sorted(set(methods.values()))
        if len(functions) == 1:
            lines.append(f"{json.dumps(path)} = {json.dumps(functions[0])}")
            continue
        entries = [f"{{ function = {json.dumps(name)}, method = {json.dumps(method)} }}" for method, name in methods.items()]
        lines.append(f"{json.dumps(path)} = [{', '.join(entries)}]")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
