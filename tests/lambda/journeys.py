"""Short journeys through the function binaries: that each starts, finds its stores, and understands what the gateway sends.

What the functions answer in detail is tested elsewhere, on the same routers in one process.
"""

import os
import time
import unittest

import requests

URL = os.environ["FONDS_URL"]

# A function may have to be started first.
PATIENCE = 120


def login() -> requests.Session:
    session = requests.Session()
    answer = session.post(f"{URL}/users/admin/login", data={"password": "admin"}, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    session.headers["X-ArchivesSpace-Session"] = answer.json()["session"]
    return session


class Cataloguing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.admin = login()
        cls.repository = cls.made("/repositories", {"repo_code": "LAMBDA", "name": "Functions"})
        cls.accessions = f"{cls.repository}/accessions"

    @classmethod
    def made(cls, path, record) -> str:
        answer = cls.admin.post(URL + path, json=record, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json()["uri"]

    def get(self, path, **query):
        return self.admin.get(URL + path, params=query, timeout=PATIENCE)

    def accession(self, identifier, **more) -> str:
        return self.made(self.accessions, {"id_0": identifier, "accession_date": "2026-03-02", "title": "Papers", **more})

    def test_an_accession_lives_and_dies(self):
        uri = self.accession("LIFE")
        record = self.get(uri).json()
        changed = self.admin.post(URL + uri, json=record | {"title": "Letters"}, timeout=PATIENCE)
        self.assertEqual(changed.json()["status"], "Updated", changed.text)
        self.assertEqual(self.get(uri).json()["title"], "Letters")
        stale = self.admin.post(URL + uri, json=record, timeout=PATIENCE)
        self.assertEqual(stale.status_code, 409)
        self.assertEqual(self.admin.delete(URL + uri, timeout=PATIENCE).json()["status"], "Deleted")
        self.assertEqual(self.get(uri).status_code, 404)
        self.assertIn(uri, self.get("/delete-feed", page=1, page_size=250).json()["results"])

    def test_pages(self):
        made = [self.accession(f"PAGE-{number}") for number in range(12)]
        listed, page = [], {"this_page": 0, "last_page": 1}
        while page["this_page"] < page["last_page"]:
            page = self.get(self.accessions, page=page["this_page"] + 1, page_size=5).json()
            listed += [record["uri"] for record in page["results"]]
        self.assertEqual(len(listed), page["total"])
        self.assertLessEqual(set(made), set(listed))
        numbers = self.get(self.accessions, all_ids="true").json()
        self.assertLessEqual({int(uri.rpartition("/")[2]) for uri in made}, set(numbers))
        # Both spellings of a list survive the way through the gateway.
        pair = self.get(self.accessions, **{"id_set[]": numbers[:2]}).json()
        self.assertEqual(pair, self.get(self.accessions, id_set=",".join(map(str, numbers[:2]))).json())

    def test_records_of_other_functions_are_resolved(self):
        person = self.made("/agents/people", {"names": [
            {"primary_name": "Keller, Mara", "name_order": "direct", "sort_name_auto_generate": True, "source": "local"},
        ]})
        subject = self.made("/subjects", {"source": "local", "vocabulary": "/vocabularies/1", "terms": [
            {"term": "Lighthouses", "term_type": "topical", "vocabulary": "/vocabularies/1"},
        ]})
        links = {"linked_agents": [{"role": "creator", "ref": person}], "subjects": [{"ref": subject}]}
        uri = self.accession("RESOLVED", **links)
        record = self.get(uri, **{"resolve[]": ["linked_agents", "subjects"]}).json()
        self.assertEqual(record["linked_agents"][0]["_resolved"]["title"], "Keller, Mara")
        self.assertEqual(record["subjects"][0]["_resolved"]["title"], "Lighthouses")

    def until_found(self, path, hits, **query) -> dict:
        """What a search answers once it finds so many. The first index is built when the first record is written."""
        until = time.monotonic() + PATIENCE
        while True:
            answer = self.get(path, page=1, **query)
            if answer.status_code == 200 and answer.json()["total_hits"] == hits:
                return answer.json()
            self.assertIn(answer.status_code, (200, 503), answer.text)
            self.assertLess(time.monotonic(), until, answer.text)
            time.sleep(0.1)

    def test_what_is_written_is_found(self):
        subject = self.made("/subjects", {"source": "local", "vocabulary": "/vocabularies/1", "terms": [
            {"term": "Chandlery", "term_type": "topical", "vocabulary": "/vocabularies/1"},
        ]})
        uri = self.accession("FOUND", title="Ledgers of the ropewalk", subjects=[{"ref": subject}])
        search = f"{self.repository}/search"
        page = self.until_found(search, 1, q='"ropewalk ledgers"~3', **{"facet[]": ["subjects", "primary_type"]})
        self.assertEqual([hit["uri"] for hit in page["results"]], [uri])
        self.assertEqual(page["facets"]["facet_fields"]["subjects"][:2], ["Chandlery", 1])
        records = self.get("/search/records", **{"uri[]": [subject, uri]}).json()
        self.assertEqual([hit["uri"] for hit in records["results"]], [subject, uri])
        table = self.get(search, page=1, q="ropewalk", dt="csv", **{"fields[]": ["uri", "title"]})
        self.assertEqual(table.text, f"uri,title\r\n{uri},Ledgers of the ropewalk\r\n")
        renamed = self.get(subject).json() | {"terms": [
            {"term": "Rigging", "term_type": "topical", "vocabulary": "/vocabularies/1"},
        ]}
        self.admin.post(URL + subject, json=renamed, timeout=PATIENCE).raise_for_status()
        self.until_found(search, 1, q="subjects_text:rigging", **{"type[]": "accession"})
        self.admin.delete(URL + uri, timeout=PATIENCE).raise_for_status()
        self.until_found(search, 0, q="ropewalk")

    def test_pages_by_cursor(self):
        made = {self.accession(f"CURSOR-{number}", title=f"Tidebook {number}") for number in range(5)}
        search = f"{self.repository}/search"
        self.until_found(search, 5, q="tidebook")
        found, cursor = [], ""
        while cursor is not None:
            page = self.get(search, page=1, page_size=2, q="tidebook", sort="title_sort asc", cursor=cursor).json()
            found += [hit["uri"] for hit in page["results"]]
            cursor = page.get("cursor")
        self.assertEqual((len(found), set(found)), (5, made))

    def test_every_function_answers(self):
        for path in ("resources", "digital_objects", "classifications", "top_containers", "events"):
            with self.subTest(path):
                answer = self.get(f"{self.repository}/{path}", page=1)
                self.assertEqual((answer.status_code, answer.json()["total"]), (200, 0), answer.text)

    def test_a_text_of_all_alphabets_survives(self):
        title = "Föhr – Ωμέγα – 灯台 – 🗼"
        self.assertEqual(self.get(self.accession("TEXT", title=title)).json()["title"], title)

    def test_a_long_record_survives(self):
        """It is stored compressed, and answered compressed."""
        description = "".join(f"{number:06d} " for number in range(9000))
        uri = self.accession("LONG", content_description=description)
        answer = self.get(uri)
        self.assertEqual(answer.json()["content_description"], description)

    def test_head(self):
        uri = self.accession("HEAD")
        answer = self.admin.head(URL + uri, timeout=PATIENCE)
        self.assertEqual((answer.status_code, answer.content), (200, b""))
        self.assertEqual(answer.headers["Content-Type"], "application/json")

    def test_a_session_that_is_gone(self):
        answer = requests.get(f"{URL}/users/current-user", headers={"X-ArchivesSpace-Session": "0" * 64}, timeout=PATIENCE)
        self.assertEqual((answer.status_code, answer.json()["code"]), (412, "SESSION_GONE"))

    def test_what_is_not_there(self):
        nowhere = self.get("/no/such/route")
        self.assertEqual((nowhere.status_code, nowhere.json()), (404, {"error": "Sinatra::NotFound"}))
        self.assertEqual(self.get(f"{self.accessions}/999999").json(), {"error": "Accession not found"})

    def test_a_body_that_is_too_large(self):
        answer = self.admin.post(URL + self.accessions, data="x" * (6 * 1024 * 1024 + 1), timeout=PATIENCE)
        self.assertEqual(answer.status_code, 413)


class Files(unittest.TestCase):
    def test_a_scan_and_what_is_said_about_it(self):
        session = requests.Session()
        login = session.post(f"{URL}/login", json={"username": "admin", "password": "admin"}, timeout=PATIENCE)
        self.assertEqual(login.status_code, 200, login.text)
        scan = b"\x89PNG\r\n\x1a\n" + os.urandom(200_000)
        files = {"file": ("wall.png", scan)}
        made = session.post(f"{URL}/api/resources", data={"public": "true"}, files=files, timeout=PATIENCE)
        self.assertEqual(made.status_code, 201, made.text)
        file = requests.get(made.json()["url"], timeout=PATIENCE)
        self.assertEqual((file.status_code, file.content), (200, scan))
        part = requests.get(made.json()["url"], headers={"Range": "bytes=8-107"}, timeout=PATIENCE)
        self.assertEqual((part.status_code, part.content), (206, scan[8:108]))
        comment = {"resource_id": made.json()["id"], "content": "The scale bar is missing."}
        said = session.post(f"{URL}/api/comments", json=comment, timeout=PATIENCE)
        self.assertEqual((said.status_code, said.json()["content"]), (201, comment["content"]), said.text)
        # Every function of ARCS takes a password with a request, and shares users with the others.
        by_password = requests.get(f"{URL}/api/comments/{said.json()['id']}", auth=("admin", "admin"), timeout=PATIENCE)
        self.assertEqual((by_password.status_code, by_password.json()), (200, said.json()))
        author = requests.get(f"{URL}/api/users/{said.json()['user_id']}", auth=("admin", "admin"), timeout=PATIENCE)
        self.assertEqual((author.status_code, author.json()["username"]), (200, "admin"), author.text)
        gone = session.delete(f"{URL}/api/resources/{made.json()['id']}", timeout=PATIENCE)
        self.assertEqual((gone.status_code, gone.content), (204, b""))
        self.assertEqual(requests.get(made.json()["url"], timeout=PATIENCE).status_code, 404)


if __name__ == "__main__":
    unittest.main()
