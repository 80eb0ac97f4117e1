"""agentarchives, with which Archivematica deposits what it has preserved: components, and digital objects at them."""

import logging
import os
import unittest

from agentarchives.archivesspace import ArchivesSpaceClient
from agentarchives.archivesspace.client import ArchivesSpaceError, AuthenticationError, CommunicationError

URL = os.environ["FONDS_URL"]

# The client tells of every refusal, wanted or not.
logging.getLogger("agentarchives").setLevel(logging.CRITICAL)

COLLECTION = {
    "title": "Papers of a lighthouse keeper", "id_0": "DEPOSIT", "level": "collection", "finding_aid_language": "eng",
    "finding_aid_script": "Latn", "lang_materials": [{"language_and_script": {"language": "eng"}}],
    "extents": [{"portion": "whole", "number": "3", "extent_type": "linear_feet"}],
    "dates": [{"label": "creation", "date_type": "inclusive", "begin": "1911", "end": "1934"}],
}


class Deposits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = ArchivesSpaceClient(URL, "admin", "admin")
        repository = cls.made("/repositories", {"repo_code": "DEPOSITS", "name": "Deposits"})
        cls.collection = cls.made(f"{repository}/resources", COLLECTION)

    @classmethod
    def made(cls, path, record) -> str:
        answer = cls.client.session.post(URL + path, json=record, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()["uri"]

    def test_a_wrong_password_is_refused(self):
        with self.assertRaises(AuthenticationError):
            ArchivesSpaceClient(URL, "admin", "no")

    def test_components_are_added_and_found_again(self):
        series = self.client.add_child(self.collection, title="Logs", level="series", start_date="1911", end_date="1934",
                                       notes=[{"type": "odd", "content": "Kept daily."}, {"content": ""}])
        file = self.client.add_child(series, title="Log of 1911", level="file", date_expression="1911")
        self.assertEqual(self.client.find_resource_id_for_component(file), self.collection)
        self.assertEqual(self.client.find_parent_id_for_component(file), ("resource_component", series))
        self.assertEqual(self.client.find_parent_id_for_component(series), ("resource", self.collection))
        record = self.client.get_record(series)
        self.assertEqual(record["display_string"], "Logs, 1911 - 1934")
        self.assertEqual(record["notes"][0]["subnotes"][0]["content"], "Kept daily.")

    def test_a_collection_is_gone_through(self):
        collection = self.made(self.collection.rpartition("/")[0], COLLECTION | {"id_0": "THROUGH"})
        self.assertEqual(self.client.collection_list(collection), [])
        series = self.client.add_child(collection, title="Logs", level="series", start_date="1911", end_date="1934")
        files = [self.client.add_child(series, title=f"Log of {year}", level="file") for year in (1911, 1912)]
        maps = self.client.add_child(collection, title="Maps", level="series")
        self.assertEqual(self.client.collection_list(collection), [series, *files, maps])
        whole = self.client.get_resource_component_and_children(collection)
        self.assertEqual((whole["title"], whole["levelOfDescription"], whole["has_children"]),
                         ("Papers of a lighthouse keeper", "collection", True))
        logs, charts = whole["children"]
        self.assertEqual((logs["display_title"], [one["id"] for one in logs["children"]]), ("Logs, 1911 - 1934", files))
        self.assertEqual((charts["id"], charts["children"], charts["has_children"]), (maps, False, False))
        part = self.client.get_resource_component_children(series)
        self.assertEqual([one["title"] for one in part["children"]], ["Log of 1911", "Log of 1912"])

    def test_a_component_is_edited(self):
        file = self.client.add_child(self.collection, title="Maps", level="file")
        self.client.edit_record({"id": file, "title": "Maps and charts", "start_date": "1920",
                                 "notes": [{"type": "accessrestrict", "content": "On request."}]})
        record = self.client.get_record(file)
        self.assertEqual((record["title"], record["dates"][0]["begin"]), ("Maps and charts", "1920"))
        self.assertEqual(record["notes"][0]["subnotes"][0]["content"], "On request.")

    def test_a_digital_object_is_put_at_a_component(self):
        file = self.client.add_child(self.collection, title="Photographs", level="file")
        made = self.client.add_digital_object(file, "8f5a3c1e", title="Lantern room", uri="https://files.example.org/8f5a3c1e",
                                              location_of_originals="Box 2", access_conditions="Open", size=2048)
        self.assertEqual(self.client.get_record(file)["instances"][0]["digital_object"]["ref"], made["id"])
        record = self.client.get_record(made["id"])
        self.assertEqual(record["file_versions"][0]["file_size_bytes"], 2048)
        self.assertEqual(record["linked_instances"], [{"ref": file}])
        component = self.client.add_digital_object_component(made["id"], label="recto", title="Lantern room, recto")
        self.assertEqual(self.client.get_record(component["id"])["title"], "Lantern room, recto")

    def test_a_component_is_deleted(self):
        file = self.client.add_child(self.collection, title="Duplicates", level="file")
        self.assertEqual(self.client.delete_record(file)["status"], "Deleted")
        with self.assertRaises(CommunicationError) as refused:
            self.client.get_record(file)
        self.assertEqual(refused.exception.response.status_code, 404)

    def test_logging_out_ends_the_session(self):
        client = ArchivesSpaceClient(URL, "admin", "admin")
        token = dict(client.session.headers)
        client.logout()
        answer = self.client.session.get(f"{URL}/users/current-user", headers=token, timeout=60)
        self.assertEqual(answer.status_code, 412)

    def test_an_address_without_an_archive_is_told_from_a_wrong_password(self):
        with self.assertRaises(ArchivesSpaceError):
            ArchivesSpaceClient("127.0.0.1:1", "admin", "admin")


if __name__ == "__main__":
    unittest.main()
