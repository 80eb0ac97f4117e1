"""The recorded exchanges with the original, sent to a fresh archive: one test each, in the recorded order.

There are two recordings, each for an archive of its own: one was written by hand, the other generated. Exchanges build on
each other, so a recording is run as a whole: first the users and repositories, then what is catalogued in them. Scenarios that are
not listed in `compared.txt` are sent for the sake of those that follow, whatever the answer is.
"""

import gzip
import json
import re
import sys
import time
import unittest
from pathlib import Path

import requests

from comparison import brief, differences
from correspondence import Correspondence

sys.path.append(str(Path(__file__).parents[2] / "tools"))
from with_archive import fresh_archive  # noqa: E402

# What a failure says is the difference; where in this file it was found says nothing. Modules marked so are left out of traces.
__unittest = True

VECTORS = Path(__file__).parents[1] / "vectors"

RECORDINGS = ["transcripts", "generated"]

# The original had no search engine when it was recorded: what it says of that is no answer to compare with.
NO_SEARCH_ENGINE = "8983"

# Properties of answers that hold bare numbers of records.
NUMBERS = {"updated", "records_ids_updated"}

# What an update is told that comes too late.
STALE = "has been modified since you fetched it"

# So begins the reason when the difference would be in the way of what comes after: something made here that was refused there.
NOT_SENT = "not sent: "

# A session that the recording uses without showing the login.
LOGIN_NOT_RECORDED = {"tmp", "admin2"}


class Archive:
    """The archive that all exchanges are sent to, and what is known of it by now."""

    def __init__(self):
        self.url = ""
        self.client = requests.Session()
        self.known = Correspondence()

    def send(self, exchange: dict) -> requests.Response:
        headers, path = self.headers(exchange), exchange["path"]
        query = [(name, self.parameter(path, name, value)) for name, value in exchange["query"] or []]
        path, content = self.known.translate(path), exchange.get("raw_body")
        if exchange.get("body") is not None:
            body = self.known.translate(exchange["body"])
            self.refresh_version(path, headers, body, is_stale=STALE in brief_answer(exchange))
            content = json.dumps(body)
        elif exchange.get("form") is not None:
            content = self.known.translate(exchange["form"])
        return self.client.request(
            exchange["method"], self.url + path, params=query, data=content, headers=headers, timeout=60, allow_redirects=False
        )

    def headers(self, exchange: dict) -> dict:
        headers = exchange["headers"] or {}
        for name in LOGIN_NOT_RECORDED - self.known.tokens.keys():
            if f"{{session:{name}}}" in headers.values():
                login = self.client.post(f"{self.url}/users/admin/login", data={"password": "admin"}, timeout=60)
                self.known.tokens[name] = login.json()["session"]
        return self.known.translate(headers)

    def parameter(self, path: str, name: str, value: str) -> str:
        """Some parameters hold bare numbers of records in the collection that the path names."""
        collection = {"id_set": path, "id_set[]": path, "parent": path.rpartition("/")[0].rpartition("/")[0]}.get(name)
        if collection and re.fullmatch(r"\d+(,\d+)*", value):
            return ",".join(self.known.translate_id(collection, number) for number in value.split(","))
        return self.known.translate(value)

    def refresh_version(self, path: str, headers: dict, body, is_stale: bool) -> None:
        """An update is sent with the version that the record has here; one that was refused as late, with an older one."""
        if isinstance(body, dict) and isinstance(body.get("lock_version"), int) and re.search(r"/\d+$", path):
            now = self.client.get(self.url + path, headers=headers, timeout=60).json()
            if "lock_version" in now:
                body["lock_version"] = now["lock_version"] - is_stale

    def recorded_answer(self, exchange: dict):
        answer = exchange.get("response")
        if isinstance(answer, list) and ["all_ids", "true"] in (exchange["query"] or []):
            return [int(self.known.translate_id(exchange["path"], number)) for number in answer]
        for numbers in NUMBERS & answer.keys() if isinstance(answer, dict) else ():
            answer = {**answer, numbers: [self.number(exchange["path"], number) for number in answer[numbers]]}
        return self.known.translate(answer)

    def number(self, path: str, number: int) -> int:
        """The number here of a record in the collection that a batch route changes."""
        return int(self.known.translate_id(re.sub("/(batch|bulk)/[a-z_]+$", "", path), number))


class Exchange(unittest.TestCase):
    """One request, and the answer that the original gave."""

    def __init__(self, method="runTest", exchange=None, archive=None, reason=None, compared=True):
        super().__init__(method)
        self.exchange, self.archive, self.reason, self.compared = exchange, archive, reason, compared

    def __str__(self):
        request = "{scenario} #{seq} {step}: {method} {path}".format(**self.exchange)
        return f"{request} ({self.exchange['status']})"

    def runTest(self):
        if self.exchange["status"] == 500 and NO_SEARCH_ENGINE in brief_answer(self.exchange):
            self.skipTest("the original had no search engine")
        if self.reason and self.reason.startswith(NOT_SENT):
            self.skipTest(self.reason)
        found = self.differences()
        if not self.compared:
            self.skipTest("this scenario is not compared")
        if found and self.reason:
            self.skipTest(self.reason)
        if self.reason:
            self.fail("listed in known-differences.tsv, but answered as recorded")
        if found:
            self.fail("\n    ".join(["differs from what was recorded:", *found]))

    def differences(self) -> list[str]:
        found = self.differences_now()
        if found and not self.reason and self.exchange["method"] == "GET":
            # What follows from a change elsewhere may take a moment.
            time.sleep(0.5)
            found = self.differences_now()
        return found

    def differences_now(self) -> list[str]:
        answer = self.archive.send(self.exchange)
        try:
            body = answer.json()
        except ValueError:
            body = None
        self.archive.known.learn(self.exchange.get("response"), body)
        if not self.compared:
            return []
        wanted = self.exchange["status"]
        if wanted == 500:
            # Its own defects are not copied: what it chokes on is refused.
            return [] if 400 <= answer.status_code < 500 else [f"a status of 4xx wanted, got {answer.status_code}"]
        if answer.status_code != wanted:
            return [f"status {wanted} wanted, got {answer.status_code}: {brief(answer.text)}"]
        if self.exchange.get("response") is not None:
            return differences(self.archive.recorded_answer(self.exchange), body)
        return [] if answer.content or not self.exchange.get("response_text") else ["an empty body"]


class Recording(unittest.TestSuite):
    """All exchanges, with an archive of their own around them."""

    def __init__(self, folder: str):
        self.archive = Archive()
        reasons, compared = known_differences(), compared_scenarios()
        super().__init__(
            Exchange("runTest", exchange, self.archive, reasons.get(exchange["seq"]), exchange["scenario"] in compared)
            for exchange in exchanges(folder)
        )

    def run(self, result, debug=False):
        with fresh_archive() as url, self.archive.client:
            self.archive.url = url
            return super().run(result, debug)


def brief_answer(exchange: dict) -> str:
    return json.dumps(exchange.get("response")) + exchange.get("response_text", "")


def exchanges(folder: str) -> list[dict]:
    texts = [file.read_bytes() for file in (VECTORS / folder).glob("*.jsonl")]
    texts += [gzip.decompress(file.read_bytes()) for file in (VECTORS / folder).glob("*.jsonl.gz")]
    # Not splitlines(): some texts hold characters that end a line elsewhere.
    lines = [json.loads(line) for text in texts for line in text.decode("utf-8").split("\n") if line]
    return sorted(lines, key=lambda exchange: exchange["seq"])


def compared_scenarios() -> set[str]:
    lines = (VECTORS / "compared.txt").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if not line.startswith("#")}


def known_differences() -> dict[int, str]:
    """The reason of each exchange that is listed; a line may name several, as `7`, or `7-9`."""
    reasons = {}
    for line in (VECTORS / "known-differences.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        numbers, reason = line.split("\t")
        for part in numbers.split(","):
            first, _, last = part.partition("-")
            reasons |= dict.fromkeys(range(int(first), int(last or first) + 1), reason)
    return reasons


def load_tests(_loader, _tests, _pattern):
    return unittest.TestSuite(Recording(folder) for folder in RECORDINGS)


if __name__ == "__main__":
    unittest.main()
