"""ArchivesSnake, the client that most scripts for ArchivesSpace are written with: what such scripts do."""

import json
import os
import time
import unittest

from asnake.aspace import ASpace
from asnake.client import ASnakeClient
from asnake.client.web_client import ASnakeAuthError
from asnake.utils import walk_tree

ACCOUNT = {"baseurl": os.environ["FONDS_URL"], "username": "admin", "password": "admin"}
PAPERS = {"title": "Papers of a lighthouse keeper", "accession_date": "2026-03-02"}
COLLECTION = {
    "level": "collection", "finding_aid_language": "eng", "finding_aid_script": "Latn",
    "lang_materials": [{"language_and_script": {"language": "eng"}}],
    "dates": [{"date_type": "single", "label": "creation", "begin": "1911"}],
    "extents": [{"portion": "whole", "number": "1", "extent_type": "linear_feet"}],
}


class Scripts(unittest.TestCase):
    """The low level: requests of one's own, with the session and the address filled in."""

    @classmethod
    def setUpClass(cls):
        cls.client = ASnakeClient(**ACCOUNT)
        cls.client.authorize()
        cls.repository = cls.made("/repositories", {"repo_code": "SNAKE", "name": "Scripts"})
        cls.accessions = f"{cls.repository}/accessions"

    @classmethod
    def made(cls, path, record) -> str:
        answer = cls.client.post(path, json=record)
        assert answer.status_code == 200, answer.text
        assert answer.json()["status"] == "Created", answer.text
        return answer.json()["uri"]

    def read(self, uri, **params) -> dict:
        answer = self.client.get(uri, params=params)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def test_a_wrong_password_is_refused(self):
        with self.assertRaises(ASnakeAuthError):
            ASnakeClient(**ACCOUNT).authorize(password="no")

    def test_a_session_is_used_again(self):
        token = self.client.session.headers["X-ArchivesSpace-Session"]
        other = ASnakeClient(baseurl=ACCOUNT["baseurl"], username=None, password=None)
        other.authorize(session_token=token)
        self.assertEqual(other.get("/users/current-user").json()["username"], "admin")

    def test_pages_hold_everything_once(self):
        made = [self.made(self.accessions, PAPERS | {"id_0": "PAGED", "id_1": str(number)}) for number in range(25)]
        for size in (1, 10, 100):
            listed = [one["uri"] for one in self.client.get_paged(self.accessions, page_size=size)]
            self.assertEqual(len(listed), len(set(listed)))
            self.assertLessEqual(set(made), set(listed))
        numbers = self.read(self.accessions, all_ids=True)
        self.assertLessEqual({int(uri.rpartition("/")[2]) for uri in made}, set(numbers))
        first = self.read(self.accessions, id_set=numbers[:3])
        self.assertEqual([f"{self.accessions}/{number}" for number in numbers[:3]], [one["uri"] for one in first])

    def test_agents_and_subjects_are_resolved(self):
        person = self.made("/agents/people", {"names": [{
            "primary_name": "Keller", "rest_of_name": "Mara", "name_order": "inverted", "source": "local",
            "sort_name_auto_generate": True,
        }]})
        subject = self.made("/subjects", {
            "source": "local", "vocabulary": "/vocabularies/1",
            "terms": [{"term": "Lighthouses", "term_type": "topical", "vocabulary": "/vocabularies/1"}],
        })
        links = {"linked_agents": [{"role": "creator", "ref": person}], "subjects": [{"ref": subject}]}
        accession = self.made(self.accessions, PAPERS | links | {"id_0": "RESOLVED"})
        plain = self.read(accession)
        self.assertNotIn("_resolved", plain["linked_agents"][0])
        resolved = self.read(accession, resolve=["linked_agents", "subjects"])
        self.assertEqual(resolved["linked_agents"][0]["_resolved"]["title"], "Keller, Mara")
        self.assertEqual(resolved["subjects"][0]["_resolved"]["title"], "Lighthouses")
        page = self.read(self.accessions, page=1, page_size=250, resolve=["subjects"])
        found = next(one for one in page["results"] if one["uri"] == accession)
        self.assertEqual(found["subjects"][0]["_resolved"]["uri"], subject)

    def test_what_was_read_can_be_written(self):
        uri = self.made(self.accessions, PAPERS | {"id_0": "WRITTEN"})
        record = self.read(uri)
        record["content_description"] = "Logs of the weather, 1911 to 1934"
        first = self.client.post(uri, json=record)
        self.assertEqual((first.status_code, first.json()["status"]), (200, "Updated"), first.text)
        self.assertEqual(self.read(uri)["content_description"], "Logs of the weather, 1911 to 1934")
        late = self.client.post(uri, json=record)
        self.assertEqual(late.status_code, 409, late.text)
        self.assertIn("error", late.json())

    def test_a_deleted_record_is_gone_and_is_told_to_harvesters(self):
        uri = self.made(self.accessions, PAPERS | {"id_0": "DELETED"})
        number = int(uri.rpartition("/")[2])
        self.assertEqual(self.client.delete(uri).json(), {"status": "Deleted", "id": number})
        self.assertEqual(self.client.get(uri).status_code, 404)
        self.assertNotIn(number, self.read(self.accessions, all_ids=True))
        self.assertIn(uri, self.read("/delete-feed", page=1, page_size=250)["results"])

    def test_a_search_is_gone_through(self):
        made = {self.made(self.accessions, PAPERS | {"id_0": f"KELP-{number}", "title": "Kelp"}) for number in range(12)}
        search, found = f"{self.repository}/search", set()
        # A change is found within a second or two; the first index takes a moment longer.
        for _ in range(100):
            if self.client.get(search, params={"q": "kelp", "page": 1}).json().get("total_hits") == len(made):
                break
            time.sleep(0.2)
        for hit in self.client.get_paged(search, params={"q": "kelp", "type[]": "accession"}):
            self.assertEqual(json.loads(hit["json"])["title"], hit["title"])
            found.add(hit["uri"])
        self.assertEqual(found, made)

    def test_errors_say_what_is_wrong(self):
        empty = self.client.post(self.accessions, json={})
        self.assertEqual(empty.status_code, 400)
        self.assertEqual(empty.json()["error"], {"id_0": ["Property is required but was missing"]})
        self.made(self.accessions, PAPERS | {"id_0": "TWICE"})
        twice = self.client.post(self.accessions, json=PAPERS | {"id_0": "TWICE"})
        self.assertEqual((twice.status_code, list(twice.json()["error"])), (400, ["id_0"]), twice.text)
        self.assertEqual(self.client.get(f"{self.accessions}/999999").json(), {"error": "Accession not found"})
        self.assertEqual(self.client.get("/no/such/route").status_code, 404)


class HighLevel(unittest.TestCase):
    """The high level: records as objects, collections as things to go through."""

    @classmethod
    def setUpClass(cls):
        cls.aspace = ASpace(**ACCOUNT)
        made = cls.aspace.client.post("/repositories", json={"repo_code": "OBJECTS", "name": "Objects"}).json()
        cls.repository = cls.aspace.repositories(made["id"])
        for title in ("Ledgers", "Letters", "Maps"):
            record = {"title": title, "id_0": title, "accession_date": "2026-03-02"}
            assert cls.aspace.client.post(f"{made['uri']}/accessions", json=record).status_code == 200

    def test_the_version_is_understood(self):
        self.assertRegex(self.aspace.client.get("/version").text, r"^ArchivesSpace \(v\d+\.\d+\.\d+\)$")

    def test_repositories_are_gone_through(self):
        self.assertIn("OBJECTS", [repository.repo_code for repository in self.aspace.repositories])

    def test_accessions_are_gone_through(self):
        self.assertEqual([accession.title for accession in self.repository.accessions], ["Ledgers", "Letters", "Maps"])

    def test_a_record_leads_to_others(self):
        accession = next(iter(self.repository.accessions))
        again = self.repository.accessions(accession.id)
        self.assertEqual((again.uri, again.title), (accession.uri, "Ledgers"))
        self.assertEqual(again.repository.name, "Objects")
        self.assertEqual(self.aspace.from_uri(accession.uri).title, "Ledgers")

    def test_a_record_has_no_route_that_is_not_there(self):
        with self.assertRaises(AttributeError):
            _ = next(iter(self.repository.accessions)).nonsense

    def collection(self, title) -> str:
        """A resource with two series, in the second of which is a file."""
        client = self.aspace.client
        resource = client.post(f"{self.repository.uri}/resources", json=COLLECTION | {"title": title, "id_0": title}).json()["uri"]
        parent = None
        for part in ("Diaries", "Letters", "Letters of 1911"):
            record = {"title": part, "level": "file" if parent else "series", "resource": {"ref": resource}}
            record |= {"parent": {"ref": parent}} if part == "Letters of 1911" else {}
            parent = client.post(f"{self.repository.uri}/archival_objects", json=record).json()["uri"]
        return resource

    def test_a_tree_is_walked(self):
        resource = self.aspace.from_uri(self.collection("Walked"))
        tree = resource.tree
        self.assertEqual([node.title for node in tree.children], ["Diaries", "Letters"])
        self.assertEqual([record.title for record in tree.walk], ["Walked", "Diaries", "Letters", "Letters of 1911"])
        letters = list(tree.walk)[2]
        self.assertEqual([node.title for node in letters.tree.children], ["Letters of 1911"])
        self.assertEqual(letters.tree.children[0].record.parent.title, "Letters")
        node = tree.node(letters.uri)
        self.assertEqual((node.title, node.child_count, node.record.uri), ("Letters", 1, letters.uri))

    def test_a_tree_is_walked_page_by_page(self):
        resource = self.collection("Paged")
        records = list(walk_tree(resource, self.aspace.client))
        self.assertEqual([record["title"] for record in records], ["Paged", "Diaries", "Letters", "Letters of 1911"])
        below = walk_tree(records[2], self.aspace.client)
        self.assertEqual([record["title"] for record in below], ["Letters", "Letters of 1911"])

    def test_agents_are_gone_through_by_type(self):
        names = {"primary_name": "Keepers", "sort_name_auto_generate": True, "source": "local"}
        made = self.aspace.client.post("/agents/corporate_entities", json={"names": [names]}).json()
        self.assertEqual(self.aspace.agents.corporate_entities(made["id"]).title, "Keepers")
        self.assertIn(made["uri"], [agent.uri for agent in self.aspace.agents["corporate_entities"]])
        everybody = [agent.uri for agent in self.aspace.agents]
        self.assertIn(made["uri"], everybody)
        self.assertIn("/agents/people/1", everybody)

    def test_users_are_gone_through(self):
        self.assertIn("admin", [user.username for user in self.aspace.users])


if __name__ == "__main__":
    unittest.main()
