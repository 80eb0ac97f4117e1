"""A researcher's day with ARCS, in the requests that an ARCS client sends."""

import hashlib
import os
import unittest

import requests

URL = os.environ["FONDS_URL"]

# The smallest PNG, and noise behind it so that ranges have something to cut.
SCAN = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de") + os.urandom(60_000)


def logged_in(username: str, password: str) -> requests.Session:
    session = requests.Session()
    answer = session.post(f"{URL}/login", json={"username": username, "password": password}, timeout=60)
    assert answer.status_code == 200, answer.text
    assert "ARCS" in session.cookies, answer.headers
    return session


class Day(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.researcher = logged_in("admin", "admin")
        cls.visitor = requests.Session()

    def upload(self, public: bool, name="north-wall.png", content=SCAN) -> dict:
        form = {"title": "Trench 5, north wall", "public": str(public).lower()}
        answer = self.researcher.post(f"{URL}/api/resources", data=form, files={"file": (name, content)}, timeout=60)
        self.assertEqual(answer.status_code, 201, answer.text)
        self.assertEqual(answer.headers["Location"], f"/api/resources/{answer.json()['id']}")
        return answer.json()

    def test_a_wrong_password_is_refused(self):
        answer = requests.post(f"{URL}/login", json={"username": "admin", "password": "no"}, timeout=60)
        self.assertEqual((answer.status_code, answer.json()["status"]), (401, 401))
        self.assertEqual(requests.post(f"{URL}/login", json={"username": "admin"}, timeout=60).status_code, 400)

    def test_a_scan_comes_back_as_it_was(self):
        scan = self.upload(public=True)
        self.assertEqual(scan["sha"], hashlib.sha1(SCAN).hexdigest())
        self.assertEqual((scan["file_name"], scan["mime_type"], scan["public"]), ("north-wall.png", "image/png", True))
        self.assertRegex(scan["created"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        file = self.visitor.get(scan["url"], timeout=60)
        self.assertEqual((file.status_code, file.content), (200, SCAN))
        self.assertEqual(file.headers["Content-Type"], "image/png")
        self.assertIn("north-wall.png", file.headers["Content-Disposition"])

    def test_a_part_of_a_scan(self):
        scan = self.upload(public=True)
        part = self.visitor.get(scan["url"], headers={"Range": "bytes=100-199"}, timeout=60)
        self.assertEqual((part.status_code, part.content), (206, SCAN[100:200]))
        self.assertEqual(part.headers["Content-Range"], f"bytes 100-199/{len(SCAN)}")
        end = self.visitor.get(scan["url"], headers={"Range": "bytes=-10"}, timeout=60)
        self.assertEqual((end.status_code, end.content), (206, SCAN[-10:]))
        beyond = self.visitor.get(scan["url"], headers={"Range": "bytes=70000-"}, timeout=60)
        self.assertEqual(beyond.status_code, 416)
        known = self.visitor.get(scan["url"], headers={"If-None-Match": part.headers["ETag"]}, timeout=60)
        self.assertEqual((known.status_code, known.content), (304, b""))
        head = self.visitor.head(scan["url"], timeout=60)
        self.assertEqual((head.status_code, head.headers["Content-Length"]), (200, str(len(SCAN))))

    def test_a_private_file_is_opened_by_a_signed_address(self):
        scan = self.upload(public=False, content=SCAN + b"private")
        address = f"{URL}/api/resources/{scan['id']}"
        self.assertEqual(self.visitor.get(address, timeout=60).status_code, 401)
        plain, _, signature = scan["url"].partition("?")
        self.assertTrue(signature)
        self.assertEqual(self.visitor.get(plain, timeout=60).status_code, 403)
        self.assertEqual(self.visitor.get(scan["url"][:-1] + "x", timeout=60).status_code, 403)
        self.assertEqual(self.visitor.get(scan["url"], timeout=60).content, SCAN + b"private")
        published = self.researcher.put(address, json={"public": True}, timeout=60)
        self.assertEqual((published.status_code, published.json()["public"]), (200, True), published.text)
        self.assertEqual(self.visitor.get(plain, timeout=60).content, SCAN + b"private")
        self.assertEqual(self.visitor.get(address, timeout=60).json()["title"], "Trench 5, north wall")

    def test_comments(self):
        scan = self.upload(public=True)
        body = {"resource_id": scan["id"], "content": "The scale bar is missing."}
        self.assertEqual(self.visitor.post(f"{URL}/api/comments", json=body, timeout=60).status_code, 401)
        made = self.researcher.post(f"{URL}/api/comments", json=body, timeout=60)
        self.assertEqual(made.status_code, 201, made.text)
        address = f"{URL}{made.headers['Location']}"
        read = self.visitor.get(address, timeout=60).json()
        self.assertEqual((read["content"], read["resource_id"]), (body["content"], scan["id"]))
        listed = self.visitor.get(f"{URL}/api/resources/comments/{scan['id']}", timeout=60).json()
        self.assertEqual([comment["id"] for comment in listed], [read["id"]])
        without_text = self.researcher.post(f"{URL}/api/comments", json={"resource_id": scan["id"]}, timeout=60)
        self.assertEqual(without_text.status_code, 400)
        gone = self.researcher.delete(address, timeout=60)
        self.assertEqual((gone.status_code, gone.content), (204, b""))
        self.assertEqual(self.visitor.get(address, timeout=60).status_code, 404)

    def test_a_deleted_resource_takes_its_file_along(self):
        scan = self.upload(public=True, content=b"deleted" + SCAN)
        address = f"{URL}/api/resources/{scan['id']}"
        self.assertEqual(self.visitor.delete(address, timeout=60).status_code, 401)
        self.assertEqual(self.researcher.delete(address, timeout=60).status_code, 204)
        self.assertEqual(self.researcher.get(address, timeout=60).status_code, 404)
        self.assertEqual(self.visitor.get(scan["url"], timeout=60).status_code, 404)

    def test_errors_have_one_shape(self):
        answer = self.visitor.get(f"{URL}/api/resources/nonsense", timeout=60)
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(answer.json().keys(), {"status", "name", "message", "url"})
        self.assertEqual((answer.json()["status"], answer.json()["url"]), (404, "/api/resources/nonsense"))
        self.assertEqual(self.researcher.post(f"{URL}/api/resources", json={"title": "x"}, timeout=60).status_code, 400)

    def test_logging_out(self):
        session = logged_in("admin", "admin")
        cookie = session.cookies["ARCS"]
        self.assertEqual(session.post(f"{URL}/logout", timeout=60).status_code, 204)
        answer = requests.post(f"{URL}/api/comments", json={}, cookies={"ARCS": cookie}, timeout=60)
        self.assertEqual(answer.status_code, 401)


if __name__ == "__main__":
    unittest.main()
