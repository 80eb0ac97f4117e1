"""Starting programs and waiting for their lines; stopping all of them again."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command, **options):
    """A child in a process group of its own, so that what it starts ends with it."""
    child = subprocess.Popen(command, start_new_session=True, text=True, **options)
    try:
        yield child
    finally:
        # The group may outlive its leader: cargo, for one, leaves the function it started.
        for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(patience)
        if child.stdout:
            child.stdout.close()


def read_until_ready(child) -> list[str]:
    """The lines a child printed before one that begins with `ready`, and that one."""
    lines = []
    for line in child.stdout:
        lines.append(line.strip())
        if line.startswith("ready"):
            return lines
    raise SystemExit(f"{child.args[0]} ended before it was ready")


def wait_for_answer(url: str, seconds: int) -> None:
    """Waits until a URL is answered with anything but a failure of the server."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=seconds).close()
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise SystemExit(f"{url} does not answer")
        time.sleep(0.2)


def turn_terminate_into_exit() -> None:
    """Makes SIGTERM unwind the stack, so that children are stopped."""

    def leave(*_):
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
