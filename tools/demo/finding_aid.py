"""The finding aid: its root, and below it the components, level by level. Those of one parent are made in one request."""

import description as told
from scans import SCANS, Scan


def note(kind: str, text: str) -> dict:
    return {"jsonmodel_type": "note_multipart", "type": kind, "publish": True,
            "subnotes": [{"jsonmodel_type": "note_text", "content": text, "publish": True}]}


def years(begin: str, end: str, label: str = "creation") -> dict:
    if begin == end:
        return {"date_type": "single", "label": label, "begin": begin, "expression": begin}
    return {"date_type": "inclusive", "label": label, "begin": begin, "end": end, "expression": f"{begin}-{end}"}


class FindingAid:
    def __init__(self, filling):
        self.filling = filling

    def make(self) -> None:
        self.filling.progress.say("finding aid")
        resource = self.make_root()
        wanted = [component.ref_id for component in self.filling.components]
        known = {ref_id: found["uri"] for ref_id, found in self.filling.find("archival_objects", "ref_id", wanted).items()}
        for depth in (1, 2, 3):
            level = [component for component in self.filling.components if len(component.path) == depth]
            missing: dict[tuple, list] = {}
            for component in level:
                if component.ref_id not in known:
                    missing.setdefault(component.path[:-1], []).append(component)
            self.filling.progress.step(len(level) - sum(map(len, missing.values())))
            for above, children in missing.items():
                parent = known[f"vesterholm-{'-'.join(map(str, above))}"] if above else resource
                bodies = [self.component(child, resource) for child in children]
                self.filling.archive.post(f"{parent}/children", {"children": bodies})
                self.filling.count("components", len(bodies))
                self.filling.progress.step(len(bodies))
            if depth < 3 and missing:
                made = [component.ref_id for component in level if component.ref_id not in known]
                known |= {ref_id: found["uri"] for ref_id, found in self.filling.find("archival_objects", "ref_id", made).items()}

    def make_root(self) -> str:
        aid = told.COLLECTION
        path = f"{self.filling.repository}/find_by_id/resources"
        found = self.filling.archive.get(path, identifier__=f'["{aid["id_0"]}"]')["resources"]
        self.filling.progress.step()
        if found:
            return found[0]["ref"]
        body = {
            "title": aid["title"], "id_0": aid["id_0"], "level": "collection", "publish": True,
            "finding_aid_title": f"Guide to the {aid['title']}", "finding_aid_language": "eng", "finding_aid_script": "Latn",
            "finding_aid_status": "completed", "ead_id": "vesterholm",
            "lang_materials": [{"language_and_script": {"language": "eng", "script": "Latn"}}],
            "extents": [{"portion": "whole", "number": "2.4", "extent_type": "linear_feet",
                         "container_summary": f"{told.BOXES} boxes"}],
            "dates": [years(aid["begin"], aid["end"])],
            "linked_agents": [{"role": "creator", "ref": self.filling.agents["solem"]}, {"role": "creator", "ref": self.filling.agents["museum"]},
                              {"role": "subject", "ref": self.filling.agents["hagen"]}],
            "subjects": [{"ref": self.filling.subjects[key]} for key in ("excavations", "houses", "vesterholm", "erosion")],
            "notes": [{"jsonmodel_type": "note_singlepart", "type": "abstract", "content": [aid["abstract"]], "publish": True},
                      note("scopecontent", aid["scope"]), note("bioghist", aid["history"]),
                      note("accessrestrict", "Open, except for letters whose writers have heirs who have not yet agreed.")],
        }
        self.filling.count("finding aid")
        return self.filling.archive.post(f"{self.filling.repository}/resources", body)["uri"]

    def component(self, component: told.Component, resource: str) -> dict:
        instances = []
        if component.box:
            folder = {"top_container": {"ref": self.filling.boxes[component.box]}, "type_2": "folder",
                      "indicator_2": str(component.folder)}
            instances.append({"instance_type": "mixed_materials", "sub_container": folder})
        for scan in SCANS:
            if scan.component == component.title and self.fits(scan, component):
                instances.append({"instance_type": "digital_object", "digital_object": {"ref": self.filling.objects[scan.identifier]}})
        return {
            "title": component.title, "level": component.level, "publish": True, "ref_id": component.ref_id,
            "component_id": component.component_id, "resource": {"ref": resource},
            "dates": [years(component.begin, component.end)], "instances": instances,
            "notes": [note("scopecontent", component.scope)] if component.scope else [],
            "linked_agents": [{"role": "creator", "ref": self.filling.agents[key]} for key in component.agents],
            "subjects": [{"ref": self.filling.subjects[key]} for key in component.subjects],
        }

    @staticmethod
    def fits(scan: Scan, component: told.Component) -> bool:
        """Every building has plans and sections of the same names: the year tells which is meant."""
        return component.begin <= scan.date[:4] <= component.end
