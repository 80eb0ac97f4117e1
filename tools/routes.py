"""The routes, as `fonds routes` prints them: method, path, function and permissions, separated by tabs."""

from typing import NamedTuple


class Route(NamedTuple):
    method: str
    path: str
    function: str


def read_routes(text: str) -> list[Route]:
    return [Route(*line.split("\t")[:3]) for line in text.splitlines() if line]


def routes_by_path(routes: list[Route]) -> dict[str, dict[str, str]]:
    """Per path, the function of each method."""
    paths: dict[str, dict[str, str]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method] = route.function
    return paths
