"""What stands here for a URI, an id or a token of the recording.

The archive gives out numbers of its own. They are learnt from its answers, above all those to creates.
"""

import re

URI = re.compile(r"(?<![\w.])/(?:[a-z_]+/)+\d+(?:/(?:[a-z_]+/)*[a-z_]+/\d+)*")
IN_REPOSITORY = re.compile(r"/repositories/\d+(/[a-z_]+/\d+)")
SESSION = re.compile(r"\{session:(\w+)\}")


class Correspondence:
    def __init__(self):
        self.uris: dict[str, str] = {}
        self.tokens: dict[str, str] = {}

    def learn(self, recorded, got) -> None:
        """Takes over what an answer says in the place of what was recorded."""
        if is_batch(recorded) and isinstance(got, list) and len(recorded) == len(got):
            self.uris.update(zip(recorded, got))
        if not isinstance(recorded, dict) or not isinstance(got, dict):
            return
        if isinstance(recorded.get("uri"), str) and isinstance(got.get("uri"), str):
            self.uris[recorded["uri"]] = got["uri"]
        if isinstance(recorded.get("event"), str) and isinstance(got.get("event"), str):
            self.uris[recorded["event"]] = got["event"]
        session = SESSION.fullmatch(str(recorded.get("session")))
        if session and "session" in got:
            self.tokens[session.group(1)] = got["session"]
        self.learn_agents(recorded, got)
        self.learn_events(recorded, got)

    def learn_events(self, recorded, got) -> None:
        """No create answers which event was made by a merge or a transfer; what it is about does."""
        theirs, ours = recorded.get("linked_events") or [], got.get("linked_events") or []
        pairs = [(recorded.get("event"), got.get("event"))]
        if len(theirs) == len(ours):
            pairs += [(reference(one), reference(other)) for one, other in zip(theirs, ours)]
        for one, other in pairs:
            if isinstance(one, str) and isinstance(other, str):
                self.uris.setdefault(one, other)

    def learn_agents(self, recorded, got) -> None:
        """No create answers which agent was made for a user; the user does, alone and in lists."""
        if isinstance(recorded, list) and isinstance(got, list):
            for one, other in zip(recorded, got):
                self.learn_agents(one, other)
        elif isinstance(recorded, dict) and isinstance(got, dict):
            if "username" in recorded and recorded["username"] == got.get("username"):
                theirs, ours = reference(recorded.get("agent_record")), reference(got.get("agent_record"))
                if theirs and ours:
                    self.uris.setdefault(theirs, ours)
            for key in ("results", "user"):
                self.learn_agents(recorded.get(key), got.get(key))

    def translate(self, value):
        """The value with every URI and token replaced by the archive's own."""
        if isinstance(value, dict):
            return {self.translate(key): self.translate(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.translate(part) for part in value]
        if isinstance(value, str):
            value = SESSION.sub(lambda found: self.tokens.get(found.group(1), "no-such-session"), value)
            return URI.sub(lambda found: self.translate_uri(found.group(0)), value)
        return value

    def translate_uri(self, uri: str) -> str:
        """By the longest part of it that is known: a repository's number is part of the URIs in it."""
        known = uri.replace("/with_agent/", "/")
        if known != uri:
            return self.translate_uri(known).replace("/repositories/", "/repositories/with_agent/")
        # A record keeps its number when it goes to another repository.
        if uri not in self.uris and (here := IN_REPOSITORY.fullmatch(uri)):
            elsewhere = next((known for known in self.uris if known.endswith(here[1])), None)
            if elsewhere and IN_REPOSITORY.fullmatch(elsewhere):
                repository = self.translate_uri(uri.removesuffix(here[1]))
                return repository + IN_REPOSITORY.fullmatch(self.uris[elsewhere])[1]
        while known and known not in self.uris:
            known = known.rpartition("/")[0]
        if not known:
            return uri
        return self.uris[known] + self.translate_moved(uri, uri[len(known):])

    def translate_moved(self, uri: str, rest: str) -> str:
        """A record that was transferred keeps its number, there and here: what is known of it elsewhere tells that number."""
        moved = re.fullmatch(r"/repositories/\d+(/[a-z_]+/)(\d+)", uri)
        if not moved or rest != moved.group(1) + moved.group(2):
            return rest
        ends = f"{moved.group(1)}{moved.group(2)}"
        here = {ours for theirs, ours in self.uris.items() if theirs.startswith("/repositories/") and theirs.endswith(ends)}
        return moved.group(1) + here.pop().rpartition("/")[2] if len(here) == 1 else rest

    def translate_id(self, collection: str, number) -> str:
        return self.translate_uri(f"{collection}/{number}").rpartition("/")[2]


def is_batch(recorded) -> bool:
    """Whether an answer is nothing but the URIs of what was made."""
    return isinstance(recorded, list) and all(isinstance(uri, str) and URI.fullmatch(uri) for uri in recorded)


def reference(value):
    return value.get("ref") if isinstance(value, dict) else None
