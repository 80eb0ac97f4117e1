"""aspace-client, which logs in again by itself, and streams whole collections."""

import os
import unittest

from aspace.client import ASpaceClient


class Streams(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = ASpaceClient(os.environ["FONDS_URL"])
        made = cls.client.post("/repositories", json={"repo_code": "STREAMS", "name": "Streams"})
        cls.repository = made.json()["uri"]
        cls.identifiers = [f"STREAM-{number}" for number in range(12)]
        for identifier in cls.identifiers:
            record = {"id_0": identifier, "accession_date": "2026-03-02"}
            assert cls.client.post(f"{cls.repository}/accessions", json=record).ok

    def test_a_wrong_password_is_refused(self):
        with self.assertRaisesRegex(AssertionError, "403"):
            ASpaceClient(os.environ["FONDS_URL"], password="no")

    def test_it_waits_until_the_archive_is_there(self):
        self.client.wait_until_ready(check_interval=0.1, max_wait_time=1)

    def test_accessions_are_streamed(self):
        streamed = self.client.streams.accessions(repository_uris=[self.repository])
        self.assertEqual([record["id_0"] for record in streamed], self.identifiers)

    def test_accessions_of_all_repositories_are_streamed(self):
        streamed = {record["id_0"] for record in self.client.streams.accessions()}
        self.assertLessEqual(set(self.identifiers), streamed)

    def test_agents_are_streamed(self):
        self.assertIn("/agents/people/1", [agent["uri"] for agent in self.client.streams.all_agents()])

    def test_a_lost_session_is_replaced(self):
        """The client takes 412, and nothing else, for a session that is gone."""
        self.client.headers["X-ArchivesSpace-Session"] = "00000001" + "0" * 56
        self.assertEqual(self.client.users.current_user().json()["username"], "admin")

    def test_users_are_made_and_given_passwords(self):
        self.assertTrue(self.client.users.create({"username": "mkeller", "name": "Mara Keller"}, "first password").ok)
        self.assertEqual(self.client.users.get("mkeller")["name"], "Mara Keller")
        self.assertTrue(self.client.users.change_password("mkeller", "second password").ok)
        ASpaceClient(os.environ["FONDS_URL"], "mkeller", "second password")
        with self.assertRaises(AssertionError):
            ASpaceClient(os.environ["FONDS_URL"], "mkeller", "first password")

    def test_schemas_are_read(self):
        self.assertIn("accession_date", self.client.schemas.get_schema("accession")["properties"])


if __name__ == "__main__":
    unittest.main()
