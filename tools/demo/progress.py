"""A bar on the terminal; lines where there is none."""

import sys
import time

WIDTH = 28


class Progress:
    def __init__(self, out=sys.stderr):
        self.out = out
        self.is_terminal = out.isatty()
        self.total, self.done, self.text = 1, 0, ""
        self.started = time.monotonic()

    def start(self, total: int) -> None:
        self.total = total
        self._show()

    def say(self, text: str) -> None:
        self.text = text
        if self.is_terminal:
            self._show()
        else:
            print(f"{100 * self.done // self.total:3d} %  {text}", file=self.out, flush=True)

    def step(self, count: int = 1) -> None:
        self.done = min(self.done + count, self.total)
        self._show()

    def end(self) -> None:
        self.done, self.text = self.total, f"{time.monotonic() - self.started:.0f} s"
        self._show()
        if self.is_terminal:
            print(file=self.out)

    def _show(self) -> None:
        if self.is_terminal:
            full = WIDTH * self.done // self.total
            bar = "█" * full + "░" * (WIDTH - full)
            print(f"\r\x1b[K{bar} {100 * self.done // self.total:3d} %  {self.text[:44]}", end="", file=self.out, flush=True)
