"""archiveswurm, which logs in with the password in the address, and sends JSON without saying so."""

import os
import unittest

import requests
from archiveswurm import Accession, PersonAgent, Repository, User

URL = os.environ["FONDS_URL"]


class Reading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.accessions = Accession(url=URL)
        made = requests.post(f"{URL}/repositories", headers=cls.accessions.headers,
                             json={"repo_code": "WURM", "name": "Wurm"}, timeout=60)
        cls.repository = made.json()["id"]
        cls.uri = f"/repositories/{cls.repository}/accessions"
        for number in range(3):
            record = {"id_0": f"WURM-{number}", "accession_date": "2026-03-02"}
            requests.post(URL + cls.uri, headers=cls.accessions.headers, json=record, timeout=60).raise_for_status()

    def test_repositories(self):
        self.assertEqual(Repository(url=URL).get(self.repository)["repo_code"], "WURM")

    def test_accessions(self):
        numbers = self.accessions.get_list_of_ids(self.repository)
        self.assertEqual(len(numbers), 3)
        self.assertEqual(self.accessions.get(self.repository, numbers[0])["id_0"], "WURM-0")
        page = self.accessions.get_accessions_on_page(self.repository, 2, 2)
        self.assertEqual((page["this_page"], page["last_page"], page["total"]), (2, 2, 3))
        self.assertEqual([one["id_0"] for one in page["results"]], ["WURM-2"])

    def test_people(self):
        self.assertEqual(PersonAgent(url=URL).get(1)["uri"], "/agents/people/1")
        self.assertIn("error", PersonAgent(url=URL).get(999999))

    def test_users(self):
        made = User(url=URL).create("wurm", "A reader", password="a long password")
        self.assertEqual(made["status"], "Created", made)
        self.assertIn(made["id"], User(url=URL).get_list_of_ids())
        self.assertEqual(User(url=URL).get(made["id"])["name"], "A reader")
        own = User(url=URL, user="wurm", password="a long password")
        self.assertEqual(own.get(made["id"]), {"error": "Access denied"})


if __name__ == "__main__":
    unittest.main()
