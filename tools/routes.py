"""The routes, as `fonds routes` prints them: method, path, function and permissions, separated by tabs."""

from typing import NamedTuple


class Route(NamedTuple):
    method: str
    path: str
    function: str

    def segments(self) -> list[str]:
        """The path's segments, with parameters in braces, numbered; one that takes all the rest has an asterisk.

        Gateways know one name per position. Functions read the path, and have names of their own.
        """
        parts = enumerate(part for part in self.path.split("/") if part)
        named = {":": "{{p{}}}", "*": "{{*p{}}}"}
        return [named[part[0]].format(place) if part[0] in named else part for place, part in parts]


def read_routes(text: str) -> list[Route]:
    return [Route(*line.split("\t")[:3]) for line in text.splitlines() if line]
