"""Putting it into an archive, through its public APIs, as a client would. What is there is found by its identifiers, and left as it
is: a second run adds only what is missing."""

import re
import time
from concurrent.futures import ProcessPoolExecutor

import description as told
from archive import Archive, Refused
from finding_aid import FindingAid
from progress import Progress
from scans import COLLECTIONS, NOTEBOOK, SCANS, Scan, made

# Identifiers that one question names.
TOGETHER = 50

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# Seconds that the archive has for the pages of the notebook.
PATIENCE = 60


def fill(archive: Archive, progress: Progress) -> dict[str, int]:
    """Fills the archive; how many of what was added."""
    return Filling(archive, progress).run()


class Filling:
    def __init__(self, archive: Archive, progress: Progress):
        self.archive, self.progress = archive, progress
        self.components = told.components()
        self.added: dict[str, int] = {}
        self.repository = ""
        self.agents: dict[str, str] = {}
        self.subjects: dict[str, str] = {}
        self.boxes: dict[int, str] = {}
        # Identifier of a scan: its ARCS id, and the URI of its digital object.
        self.files: dict[str, str] = {}
        self.objects: dict[str, str] = {}

    def run(self) -> dict[str, int]:
        steps = 5 + len(told.PEOPLE) + len(told.SUBJECTS) + told.BOXES + 3 * len(SCANS) + len(COLLECTIONS) + len(self.components)
        self.progress.start(steps)
        self.make_repository()
        known = self.find("digital_objects", "digital_object_id", [scan.identifier for scan in SCANS])
        with ProcessPoolExecutor() as drawers:
            # Drawing takes longest: it goes on beside everything else.
            drawn = {scan.identifier: drawers.submit(made, place) for place, scan in enumerate(SCANS)
                     if scan.identifier not in known}
            self.make_agents()
            self.make_subjects()
            self.make_boxes()
            for scan in SCANS:
                self.make_scan(scan, drawn.get(scan.identifier), known.get(scan.identifier))
        FindingAid(self).make()
        for scan in SCANS:
            self.say_about(scan)
        self.make_collections()
        self.split_notebook()
        self.progress.end()
        return self.added

    def count(self, what: str, number: int = 1) -> None:
        self.added[what] = self.added.get(what, 0) + number

    def find(self, plural: str, name: str, values: list[str]) -> dict[str, dict]:
        """Records of the repository by one of their identifiers."""
        found = {}
        for start in range(0, len(values), TOGETHER):
            query = {f"{name}__": values[start : start + TOGETHER], "resolve__": plural}
            answer = self.archive.get(f"{self.repository}/find_by_id/{plural}", **query)
            found |= {entry["_resolved"][name]: {**entry["_resolved"], "uri": entry["ref"]} for entry in answer[plural]}
        return found

    # Around the finding aid.

    def make_repository(self) -> None:
        self.progress.say("repository")
        known = {repository["repo_code"]: repository["uri"] for repository in self.archive.get("/repositories")}
        if told.REPOSITORY["repo_code"] not in known:
            known[told.REPOSITORY["repo_code"]] = self.archive.post("/repositories", {**told.REPOSITORY, "publish": True})["uri"]
            self.count("repository")
        self.repository = known[told.REPOSITORY["repo_code"]]
        self.progress.step()

    def make_agents(self) -> None:
        self.progress.say("agents")
        for person in told.PEOPLE:
            name = {"primary_name": person.last, "rest_of_name": person.first, "name_order": "inverted", "source": "local",
                    "rules": "local", "authority_id": f"vesterholm-{person.key}", "sort_name_auto_generate": True}
            lived = {"date_type_structured": "range", "date_label": "existence",
                     "structured_date_range": {"begin_date_standardized": person.begin, "end_date_standardized": person.end}}
            life = {"jsonmodel_type": "note_bioghist", "publish": True,
                    "subnotes": [{"jsonmodel_type": "note_text", "content": person.life, "publish": True}]}
            body = {"names": [name], "dates_of_existence": [lived], "notes": [life], "publish": True}
            self.agents[person.key] = self.archive.post_or_find("/agents/people", body)
            self.progress.step()
        museum = {"primary_name": "Coastal Museum Bergby", "source": "local", "rules": "local",
                  "authority_id": "vesterholm-museum", "sort_name_auto_generate": True}
        self.agents["museum"] = self.archive.post_or_find("/agents/corporate_entities", {"names": [museum], "publish": True})
        family = {"family_name": "Hagen", "source": "local", "rules": "local", "authority_id": "vesterholm-hagen",
                  "sort_name_auto_generate": True}
        self.agents["hagen"] = self.archive.post_or_find("/agents/families", {"names": [family], "publish": True})
        self.progress.step()

    def make_subjects(self) -> None:
        self.progress.say("subjects")
        for key, term, kind in told.SUBJECTS:
            terms = [{"term": term, "term_type": kind, "vocabulary": "/vocabularies/1"}]
            body = {"terms": terms, "source": "local", "vocabulary": "/vocabularies/1", "authority_id": f"vesterholm-{key}"}
            self.subjects[key] = self.archive.post_or_find("/subjects", body)
            self.progress.step()

    def make_boxes(self) -> None:
        self.progress.say("boxes")
        barcodes = {number: f"BCM{number:06d}" for number in range(1, told.BOXES + 1)}
        known = self.find("top_containers", "barcode", list(barcodes.values()))
        for number, barcode in barcodes.items():
            if barcode not in known:
                body = {"indicator": str(number), "type": "box", "barcode": barcode}
                known[barcode] = self.archive.post(f"{self.repository}/top_containers", body)
                self.count("boxes")
            self.boxes[number] = known[barcode]["uri"]
            self.progress.step()

    # Files.

    def make_scan(self, scan: Scan, picture, known: dict | None) -> None:
        self.progress.say(f"scans: {scan.title}")
        if known is None:
            fields = {"title": scan.title, "public": str(scan.public).lower(), "type": scan.kind}
            resource = self.archive.upload(fields, scan.file_name, scan.mime_type, picture.result(),
                                           f"fonds-demo-{scan.identifier}")
            page = f"{self.archive.url}/api/resources/{resource['id']}"
            versions = [{"file_uri": page, "publish": scan.public, "caption": scan.file_name}]
            if scan.public:
                versions.append({"file_uri": resource["url"], "publish": True, "use_statement": "image-service"
                                 if scan.mime_type.startswith("image/") else "application-pdf"})
            body = {"digital_object_id": scan.identifier, "title": scan.title, "publish": scan.public, "file_versions": versions,
                    "dates": [{"date_type": "single", "label": "creation", "begin": scan.date}]}
            known = {**body, "uri": self.archive.post(f"{self.repository}/digital_objects", body)["uri"]}
            self.count("scans")
        self.objects[scan.identifier] = known["uri"]
        self.files[scan.identifier] = UUID.search(known["file_versions"][0]["file_uri"])[0]
        self.progress.step(2)

    def say_about(self, scan: Scan) -> None:
        """What describes a file, and what people have said about it."""
        self.progress.say(f"what is known: {scan.title}")
        resource = self.files[scan.identifier]
        known = self.archive.read(f"/api/metadata/{resource}")
        wanted = {"identifier": scan.identifier, "creator": scan.creator, "date": scan.date, "description": scan.description,
                  "language": "English", "location": "Vesterholm", "copyright": "Coastal Museum Bergby, CC BY 4.0"}
        if missing := {key: value for key, value in wanted.items() if key not in known}:
            self.archive.write(f"/api/metadata/{resource}", missing)
            self.count("descriptions")
        known = {entry["keyword"] for entry in self.archive.read(f"/api/resources/keywords/{resource}")}
        for keyword in scan.keywords:
            if keyword not in known:
                self.archive.write("/api/keywords", {"resource_id": resource, "keyword": keyword})
                self.count("keywords")
        known = {entry["content"] for entry in self.archive.read(f"/api/resources/comments/{resource}")}
        for comment in scan.comments:
            if comment not in known:
                self.archive.write("/api/comments", {"resource_id": resource, "content": comment})
                self.count("comments")
        if scan.marks:
            there = self.archive.read(f"/api/resources/annotations/{resource}")["annotations"]
            known = {(entry.get("transcript") or None, entry.get("relation") or None) for entry in there}
            for mark in scan.marks:
                relation = self.files[mark.relation] if mark.relation else None
                if (mark.transcript, relation) not in known:
                    body = dict(zip(("x1", "y1", "x2", "y2"), mark.box), resource_id=resource)
                    body |= {"transcript": mark.transcript} if mark.transcript else {"relation": relation}
                    self.archive.write("/api/annotations", body)
                    self.count("annotations")
        self.progress.step()

    def make_collections(self) -> None:
        known = {title: number for number, title in self.archive.read("/api/collections/titles").items()}
        for title, words, members in COLLECTIONS:
            self.progress.say(f"collection: {title}")
            if title not in known:
                ids = [self.files[member] for member in members]
                body = {"title": title, "description": words, "public": True, "members": ids}
                self.archive.write("/api/collections", body)
                self.count("collections")
            self.progress.step()

    def split_notebook(self) -> None:
        """Makes a collection of the pages of the notebook, and waits until they are there."""
        self.progress.say("pages of the notebook")
        if NOTEBOOK.title not in self.archive.read("/api/collections/titles").values():
            try:
                job = self.archive.write(f"/api/resources/split_pdf/{self.files[NOTEBOOK.identifier]}", {})
            except Refused as refused:
                if refused.status != 404:
                    raise
                # An archive that was deployed without what looks into files.
                return self.progress.step()
            deadline = time.monotonic() + PATIENCE
            while (status := self.archive.read(f"/api/jobs/{job['id']}"))["status"] in (1, 2) and time.monotonic() < deadline:
                time.sleep(0.3)
            if status["status"] != 0:
                raise SystemExit(f"the notebook was not split: {status.get('error') or 'it takes too long'}")
            self.count("notebook in pages")
        self.progress.step()
