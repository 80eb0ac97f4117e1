"""The examples of README.md, run as they stand.

Fenced blocks marked `console` are sessions of a shell: lines that begin with `$ ` are typed, in order, in one shell. The
address in them stands for the archive under test. An example fails when it exits with anything but 0, or prints an error.
"""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
ADDRESS = "http://127.0.0.1:8089"
BLOCK = re.compile(r"(?ms)^```console\n(.*?)^```$")

# Printed before the output of each command, so that it can be told apart.
MARK = "=== command"


def commands() -> list[str]:
    blocks = BLOCK.findall(README.read_text(encoding="utf-8"))
    lines = [line for block in blocks for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def is_error(output: str) -> bool:
    """Whether a command printed an error of the archive, in either dialect."""
    for line in output.splitlines():
        try:
            answer = json.loads(line)
        except ValueError:
            continue
        if isinstance(answer, dict) and ("error" in answer or {"status", "name", "message"} <= answer.keys()):
            return True
    return False


class Examples(unittest.TestCase):
    def test_examples_work(self):
        typed = [line.replace(ADDRESS, os.environ["FONDS_URL"]) for line in commands()]
        self.assertTrue(any("curl" in line for line in typed), "README.md has no example")
        script = "\n".join(f"echo; echo '{MARK}'\n{line}" for line in typed)
        with tempfile.TemporaryDirectory() as folder:
            # Of a pipe, every part has to succeed: `curl | tee` is not excused by `tee`.
            shell = ["bash", "-e", "-o", "pipefail", "-c", script]
            done = subprocess.run(shell, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        outputs = done.stdout.split(MARK)[1:]
        self.assertEqual(done.returncode, 0, f"failed: {typed[len(outputs) - 1]}\n{outputs[-1]}{done.stderr}")
        for command, output in zip(typed, outputs, strict=True):
            with self.subTest(command):
                self.assertFalse(is_error(output), output)


if __name__ == "__main__":
    unittest.main()
