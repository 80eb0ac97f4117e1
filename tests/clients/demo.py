"""`make demo`, twice: everything is there after the first time, and the second adds nothing."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

import requests
from asnake.client import ASnakeClient

URL = os.environ["FONDS_URL"]
PROJECT = Path(__file__).parents[2]


def run() -> str:
    environment = {**os.environ, "BASE": URL, "FONDS_ADMIN_PASSWORD": "admin"}
    done = subprocess.run([sys.executable, "tools/demo"], cwd=PROJECT, env=environment, capture_output=True, text=True,
                          timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Demo(unittest.TestCase):
    def counts(self) -> dict[str, int]:
        client = ASnakeClient(baseurl=URL, username="admin", password="admin")
        client.authorize()
        repositories = [entry["uri"] for entry in client.get("repositories").json() if entry["repo_code"] == "BERGBY"]
        self.assertEqual(len(repositories), 1)
        counted = {
            plural: len(client.get(f"{repositories[0]}/{plural}", params={"all_ids": "true"}).json())
            for plural in ("resources", "archival_objects", "top_containers", "digital_objects")
        }
        for plural in ("agents/people", "agents/corporate_entities", "subjects"):
            counted[plural] = len(client.get(plural, params={"all_ids": "true"}).json())
        resource = client.get(f"{repositories[0]}/resources", params={"page": 1}).json()["results"][0]["uri"]
        counted["in the tree"] = len(client.get(f"{resource}/ordered_records").json()["uris"])
        visitor = requests.Session()
        counted.update(keywords=0, comments=0, annotations=0, metadata=0)
        objects = client.get(f"{repositories[0]}/digital_objects", params={"page": 1, "page_size": 100}).json()["results"]
        for entry in objects:
            address = entry["file_versions"][0]["file_uri"]
            number = address.rsplit("/", 1)[1]
            if not entry["publish"]:
                self.assertEqual(visitor.get(address, timeout=60).status_code, 401)
                continue
            scan = visitor.get(address, timeout=60).json()
            self.assertEqual(visitor.get(scan["url"], timeout=60).status_code, 200)
            for part in ("keywords", "comments"):
                counted[part] += len(visitor.get(f"{URL}/api/resources/{part}/{number}", timeout=60).json())
            marks = visitor.get(f"{URL}/api/resources/annotations/{number}", timeout=60).json()["annotations"]
            counted["annotations"] += len(marks)
            counted["metadata"] += len(visitor.get(f"{URL}/api/metadata/{number}", timeout=60).json())
        titles = visitor.get(f"{URL}/api/collections", timeout=60).json()
        counted["collections"] = len([entry for entry in titles if entry["title"] != "Field notebook 5, 1931"])
        return counted

    def test_twice_is_once(self):
        self.assertIn("200 components", run())
        first = self.counts()
        self.assertEqual((first["archival_objects"], first["in the tree"]), (200, 201))
        self.assertEqual((first["resources"], first["digital_objects"], first["collections"]), (1, 14, 3))
        self.assertGreaterEqual(first["keywords"], 30)
        self.assertGreaterEqual(first["comments"], 5)
        self.assertIn("Added nothing", run())
        self.assertEqual(self.counts(), first)


if __name__ == "__main__":
    unittest.main()
