"""What viewers of IIIF read, checked by the model of its Presentation API that iiif-prezi3 is."""

import os
import struct
import time
import unittest
import zlib

import requests
from iiif_prezi3 import AnnotationPage, Collection, Manifest

URL = os.environ["FONDS_URL"]
PRESENTATION = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'


def png(width: int, height: int, shade: int) -> bytes:
    """A picture of one grey."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes([shade]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Viewer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.researcher = requests.Session()
        answer = cls.researcher.post(f"{URL}/login", json={"username": "admin", "password": "admin"}, timeout=60)
        assert answer.status_code == 200, answer.text
        cls.pages = [cls.upload(f"Notebook, page {number}", 900 + number, 600, "true") for number in range(3)]
        cls.secret = cls.upload("Sealed page", 50, 50, "false")
        first = cls.pages[0]["id"]
        cls.post(f"/api/metadata/{first}", {"creator": "Mara Keller", "description": "Week 3", "copyright": "2026, Example Dig"})
        box = {"resource_id": first, "x1": 0.1, "y1": 0.2, "x2": 0.5, "y2": 0.4}
        cls.post("/api/annotations", {**box, "transcript": "N wall"})
        cls.post("/api/annotations", {**box, "url": "https://example.org/trench"})
        cls.post("/api/annotations", {**box, "relation": cls.secret["id"]})
        members = [page["id"] for page in [*reversed(cls.pages), cls.secret]]
        cls.notebook = cls.post("/api/collections", {"title": "Notebook", "public": True, "members": members})
        for page in cls.pages:
            cls.wait_for_pictures(page["id"])

    @classmethod
    def post(cls, path: str, body: dict) -> dict:
        answer = cls.researcher.post(URL + path, json=body, timeout=60)
        assert answer.status_code == 201, answer.text
        return answer.json()

    @classmethod
    def upload(cls, title: str, width: int, height: int, public: str) -> dict:
        form = {"title": title, "public": public, "type": "Notebook Page"}
        file = {"file": (f"{title}.png", png(width, height, 200))}
        answer = cls.researcher.post(f"{URL}/api/resources", data=form, files=file, timeout=60)
        assert answer.status_code == 201, answer.text
        return answer.json()

    @classmethod
    def wait_for_pictures(cls, resource: str) -> None:
        end = time.monotonic() + 60
        while "preview" not in cls.researcher.get(f"{URL}/api/resources/{resource}", timeout=60).json():
            assert time.monotonic() < end, "no preview was made"
            time.sleep(0.1)

    def read(self, path: str, session=requests) -> dict:
        answer = session.get(URL + path, timeout=60)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(answer.headers["Content-Type"], PRESENTATION)
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")
        document = answer.json()
        self.assertEqual(document["@context"], "http://iiif.io/api/presentation/3/context.json")
        return document

    def test_a_resource_is_a_manifest(self):
        document = self.read(f"/api/iiif/resources/{self.pages[0]['id']}/manifest")
        manifest = Manifest(**document)
        self.assertEqual(manifest.label["none"], ["Notebook, page 0"])
        self.assertEqual(document["summary"], {"none": ["Week 3"]})
        self.assertIn({"label": {"none": ["creator"]}, "value": {"none": ["Mara Keller"]}}, document["metadata"])
        self.assertEqual(document["requiredStatement"]["value"], {"none": ["2026, Example Dig"]})
        [canvas] = document["items"]
        self.assertEqual((canvas["width"], canvas["height"]), (900, 600))
        painted = canvas["items"][0]["items"][0]
        self.assertEqual((painted["motivation"], painted["target"]), ("painting", canvas["id"]))
        picture = requests.get(painted["body"]["id"], timeout=60)
        self.assertEqual((picture.status_code, picture.headers["Content-Type"]), (200, "image/png"))

    def test_annotations_are_boxes_on_the_canvas(self):
        path = f"/api/iiif/resources/{self.pages[0]['id']}/annotations"
        document = self.read(path)
        AnnotationPage(**document)
        texts = [item["body"].get("value") or item["body"]["id"] for item in document["items"]]
        self.assertEqual(texts, ["N wall", "https://example.org/trench"], "who may not see a resource sees no link to it")
        self.assertTrue(all(item["target"].endswith("#xywh=90,120,360,120") for item in document["items"]))
        self.assertEqual(len(self.read(path, self.researcher)["items"]), 3)
        manifest = self.read(f"/api/iiif/resources/{self.pages[0]['id']}/manifest")
        self.assertEqual(manifest["items"][0]["annotations"][0]["items"], document["items"])

    def test_a_collection_has_its_pages_in_order(self):
        path = f"/api/iiif/collections/{self.notebook['id']}/manifest"
        document = self.read(path)
        Manifest(**document)
        labels = [canvas["label"]["none"][0] for canvas in document["items"]]
        self.assertEqual(labels, ["Notebook, page 2", "Notebook, page 1", "Notebook, page 0"], "the private page is left out")
        self.assertEqual(document["behavior"], ["paged"])
        self.assertEqual(len(self.read(path, self.researcher)["items"]), 4)

    def test_collections_are_listed(self):
        document = self.read("/api/iiif/collections")
        Collection(**document)
        manifests = {item["id"] for item in document["items"]}
        self.assertIn(f"{URL}/api/iiif/collections/{self.notebook['id']}/manifest", manifests)
        for nonsense in ["n=0", "n=1000", "page=x", "page=-1"]:
            self.assertEqual(requests.get(f"{URL}/api/iiif/collections?{nonsense}", timeout=60).status_code, 400)

    def test_pictures_come_in_their_sizes(self):
        base = f"{URL}/api/iiif/images/{self.pages[0]['id']}"
        led = requests.get(base, timeout=60, allow_redirects=False)
        self.assertEqual((led.status_code, led.headers["Location"]), (303, f"{base}/info.json"))
        information = requests.get(f"{base}/info.json", timeout=60).json()
        self.assertEqual(information["id"], base)
        self.assertEqual((information["type"], information["profile"]), ("ImageService3", "level0"))
        self.assertEqual((information["width"], information["height"]), (900, 600))
        self.assertEqual(information["sizes"], [{"width": 100, "height": 67}, {"width": 700, "height": 467}])
        for size in information["sizes"]:
            picture = requests.get(f"{base}/full/{size['width']},{size['height']}/0/default.png", timeout=60)
            self.assertEqual(picture.status_code, 200, picture.text)
            self.assertEqual(struct.unpack(">II", picture.content[16:24]), (size["width"], size["height"]))
        largest = requests.get(f"{base}/full/max/0/default.jpg", timeout=60)
        self.assertEqual((largest.status_code, largest.headers["Content-Type"]), (200, "image/jpeg"))
        self.assertEqual(largest.content[:3], b"\xff\xd8\xff")

    def test_other_pictures_are_refused(self):
        base = f"{URL}/api/iiif/images/{self.pages[0]['id']}"
        for path in ["square/max/0/default.jpg", "full/50,/0/default.jpg", "full/101,67/0/default.jpg", "full/max/90/default.jpg", "full/max/0/gray.jpg", "full/max/0/default.webp"]:
            self.assertEqual(requests.get(f"{base}/{path}", timeout=60).status_code, 501, path)
        for path in ["all/max/0/default.jpg", "full/901,601/0/default.jpg", "full/max/361/default.jpg", "full/max/0/native.jpg", "full/max/0/default.jpeg"]:
            self.assertEqual(requests.get(f"{base}/{path}", timeout=60).status_code, 400, path)

    def test_what_is_private_needs_a_login(self):
        for path in ["manifest", "annotations"]:
            address = f"{URL}/api/iiif/resources/{self.secret['id']}/{path}"
            self.assertEqual(requests.get(address, timeout=60).status_code, 401)
            self.assertEqual(self.researcher.get(address, timeout=60).status_code, 200)
        self.assertEqual(requests.get(f"{URL}/api/iiif/images/{self.secret['id']}/info.json", timeout=60).status_code, 401)
        private = self.read(f"/api/iiif/resources/{self.secret['id']}/manifest", self.researcher)
        file = private["rendering"][0]["id"]
        self.assertEqual(requests.get(file, timeout=60).status_code, 200, "the address is signed")
        self.assertEqual(requests.get(file.split("?")[0], timeout=60).status_code, 403)

    def test_what_is_not_there(self):
        for path in ["resources/x/manifest", "resources/43b49882-3a23-4ecb-8e88-bf09ba6387c7/manifest", "collections/x/manifest", "images/x/info.json"]:
            answer = requests.get(f"{URL}/api/iiif/{path}", timeout=60)
            self.assertEqual((answer.status_code, answer.json()["status"]), (404, 404), path)


if __name__ == "__main__":
    unittest.main()
