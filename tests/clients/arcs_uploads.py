"""Files that are too large for a request, sent straight to the bucket by a client that knows HTTP and nothing else."""

import hashlib
import json
import os
import unittest
import urllib.error
import urllib.request

URL = os.environ["FONDS_URL"]

PART = 5 * 1024 * 1024
FILE = os.urandom(2 * PART + 4321)


def ask(method: str, url: str, body=None, headers=None):
    """Status, headers and bytes of an answer."""
    if isinstance(body, dict):
        body, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


class Uploading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        status, headers, _ = ask("POST", f"{URL}/login", {"username": "admin", "password": "admin"})
        assert status == 200
        cls.session = {"Cookie": headers["Set-Cookie"].split(";")[0]}

    def api(self, method: str, path: str, body=None, expected=200):
        status, _, content = ask(method, f"{URL}{path}", body, self.session)
        self.assertEqual(status, expected, content)
        return json.loads(content) if content else None

    def test_a_large_file_is_sent_in_parts_and_comes_back(self):
        announced = {
            "name": "survey.bin",
            "size": len(FILE),
            "part_size": PART,
            "public": True,
            "sha256": hashlib.sha256(FILE).hexdigest(),
        }
        upload = self.api("POST", "/api/uploads", announced, 201)
        path = f"/api/uploads/{upload['id']}"
        sent = []
        for part in upload["parts"]:
            start = (part["part_number"] - 1) * PART
            status, headers, content = ask("PUT", part["url"], FILE[start : start + part["size"]], part["headers"])
            self.assertEqual(status, 200, content)
            sent.append({"part_number": part["part_number"], "etag": headers["ETag"]})
        self.assertEqual(len(self.api("GET", path)["received"]), 3)
        resource = self.api("POST", f"{path}/complete", {"parts": sent}, 201)
        self.assertEqual(resource["sha"], hashlib.sha1(FILE).hexdigest())
        status, headers, content = ask("GET", resource["url"])
        self.assertEqual((status, content == FILE), (200, True))
        self.assertEqual(self.api("GET", path)["state"], "done")

    def test_a_small_file_is_sent_in_one_piece(self):
        content = b"sherd 17, rim\n"
        announced = {"name": "notes.txt", "size": len(content), "type": "text/plain", "keywords": "pottery, rim"}
        upload = self.api("POST", "/api/uploads", announced, 201)
        status, _, answer = ask("PUT", upload["url"], content, upload["headers"])
        self.assertEqual(status, 200, answer)
        resource = self.api("POST", f"/api/uploads/{upload['id']}/complete", {}, 201)
        self.assertEqual((resource["mime_type"], resource["file_size"]), ("text/plain", len(content)))
        keywords = self.api("GET", f"/api/resources/keywords/{resource['id']}")
        self.assertEqual(sorted(one["keyword"] for one in keywords), ["pottery", "rim"])

    def test_what_was_not_announced_is_refused(self):
        announced = {"name": "a.txt", "size": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}
        upload = self.api("POST", "/api/uploads", announced, 201)
        self.assertEqual(ask("PUT", upload["url"], b"abd", upload["headers"])[0], 400)
        self.api("POST", f"/api/uploads/{upload['id']}/complete", {}, 409)
        self.api("DELETE", f"/api/uploads/{upload['id']}", expected=204)
        self.api("GET", f"/api/uploads/{upload['id']}", expected=404)


if __name__ == "__main__":
    unittest.main()
