"""Writes the routes of every function into template.yaml: fonds routes | sync_template.py [--check]

A function's routes stand between `# routes of NAME` and `# end of routes`. An HTTP API takes 300 routes, and each route costs
its function a permission of which about 60 fit. So a part of the tree of paths that belongs to one function becomes one
route with all its methods; what is shared is told apart by path, then by method. The function itself knows its routes, and
answers what it does not know.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from routes import read_routes

TEMPLATE = Path("template.yaml")
BLOCK = re.compile(r"(?m)^( +)# routes of ([\w-]+)\n(?:.*\n)*?\1# end of routes\n")


class Node:
    """One segment of the paths."""

    def __init__(self):
        self.children: dict[str, Node] = {}
        self.methods: dict[str, str] = {}

    def functions(self) -> set[str]:
        return set(self.methods.values()).union(*(child.functions() for child in self.children.values()))


def tree(routes) -> Node:
    root = Node()
    for route in routes:
        node = root
        for segment in route.segments():
            node = node.children.setdefault(segment, Node())
        node.methods[route.method] = route.function
        if route.method == "GET":
            node.methods["HEAD"] = route.function
    return root


def merged(node: Node, path: str, found: list[tuple[str, str, str]]) -> None:
    """Collects (method, path, function), as few as tell the functions apart."""
    owners = set(node.methods.values())
    if len(owners) == 1:
        found.append(("ANY", path or "/", owners.pop()))
    else:
        found.extend((method, path or "/", function) for method, function in sorted(node.methods.items()))
    below = set().union(*(child.functions() for child in node.children.values()))
    if path and len(below) == 1:
        found.append(("ANY", f"{path}/{{proxy+}}", below.pop()))
        return
    most = main_owner(node) if path.count("/") > 1 else None
    if most:
        found.append(("ANY", f"{path}/{{proxy+}}", most))
    for segment, child in sorted(node.children.items()):
        # The more telling route wins, so only what is not the main owner's has to be named.
        if child.functions() != {most}:
            merged(child, f"{path}/{'{proxy+}' if segment.startswith('{*') else segment}", found)


def main_owner(node: Node) -> str | None:
    """The function that most parts below belong to, if there are so many that one route for all of them saves some."""
    if any(segment.startswith("{*") for segment in node.children):
        return None
    alone = Counter(child.functions().pop() for child in node.children.values() if len(child.functions()) == 1)
    function, count = max(sorted(alone.items()), key=lambda entry: entry[1], default=("", 0))
    return function if count > 3 else None


def event_name(method: str, path: str) -> str:
    words = re.findall(r"\w+", path.replace("{proxy+}", "below"))
    return "".join(word[:1].upper() + word[1:].replace("_", "") for word in [method.lower(), *words]) or method


def block(indent: str, function: str, found) -> str:
    lines = [f"# routes of {function}"]
    for method, path, owner in found:
        if owner == function:
            properties = f"{{ ApiId: !Ref Api, Method: {method}, Path: '{path}' }}"
            lines += [f"{event_name(method, path)}:", "  Type: HttpApi", f"  Properties: {properties}"]
    lines.append("# end of routes")
    return "".join(f"{indent}{line}\n" for line in lines)


def main() -> int:
    routes = read_routes(sys.stdin.read())
    found: list[tuple[str, str, str]] = []
    merged(tree(routes), "", found)
    old = TEMPLATE.read_text(encoding="utf-8")
    named = {match.group(2) for match in BLOCK.finditer(old)}
    if missing := {route.function for route in routes} - named:
        print(f"template.yaml has no function for the routes of: {', '.join(sorted(missing))}", file=sys.stderr)
        return 1
    new = BLOCK.sub(lambda match: block(match.group(1), match.group(2), found), old)
    if "--check" in sys.argv[1:]:
        if new != old:
            print("template.yaml does not have the routes of the code; run: make template", file=sys.stderr)
        return int(new != old)
    TEMPLATE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
