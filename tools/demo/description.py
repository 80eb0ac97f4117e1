"""What the archive holds, in words: the papers of an excavation that never was, of people who never lived, on an island that is
on no map."""

from typing import NamedTuple

REPOSITORY = {
    "repo_code": "BERGBY",
    "name": "Coastal Museum Bergby, Archives",
    "org_code": "XX-BCM",
    "parent_institution_name": "Coastal Museum Bergby",
    "description": "Papers of the museum, of the excavations that it carried out, and of families of the coast.",
}


class Person(NamedTuple):
    key: str
    last: str
    first: str
    begin: str
    end: str
    life: str


PEOPLE = [
    Person("solem", "Solem", "Ingrid", "1894", "1971",
           "Archaeologist, keeper of antiquities at the Coastal Museum in Bergby from 1924 to 1959. Directed the excavations on "
           "Vesterholm in all their seasons, and wrote about little else."),
    Person("aune", "Aune", "Tormod", "1889", "1952",
           "Land surveyor. Mapped Vesterholm in June 1928 and returned every summer, as he said, for the cake."),
    Person("lie", "Lie", "Petra", "1908", "1990",
           "Student, later draughtswoman and conservator at the museum. Drew most of the finds after 1931."),
    Person("brekke", "Brekke", "Halvard", "1866", "1941",
           "Author of the standard work on ringed pins (1924). Corresponded with Ingrid Solem from 1927 until his death, mostly "
           "in disagreement."),
    Person("lunde", "Lunde", "Johannes", "1871", "1938", "Secretary to the Board of the Coastal Museum."),
]

SUBJECTS = [
    ("excavations", "Excavations (Archaeology)", "topical"),
    ("houses", "Longhouses", "topical"),
    ("soapstone", "Soapstone industry", "topical"),
    ("combs", "Combs", "topical"),
    ("erosion", "Coast changes", "topical"),
    ("vesterholm", "Vesterholm (Island)", "geographic"),
    ("field-notes", "Field notes", "genre_form"),
    ("photographs", "Photographs", "genre_form"),
    ("maps", "Maps", "genre_form"),
]

COLLECTION = {
    "title": "Vesterholm Excavation Papers",
    "id_0": "VH",
    "begin": "1926",
    "end": "1961",
    "abstract": "Papers, drawings, photographs and notebooks of the excavation of a Norse farm on the island of Vesterholm.",
    "scope": "The papers document eight seasons of work on a farm of the tenth century, of which two houses and a boathouse were "
             "uncovered before the sea took the southern bank. They hold the correspondence with the museum's Board, which "
             "paid late, the field notebooks, plans and sections, the register of finds with a card for each, photographs, "
             "and the drafts of a book that was printed in 1938.",
    "history": "Stones in the turf above the landing on Vesterholm were reported by Captain Olai Hagen in 1926. The Coastal Museum "
               "leased the outer field in the same year. Work began with a survey in 1928 and ended in 1934, when the southern "
               "bank below House I had gone. The second ring of stones under the hearth of House II, found on the last day of "
               "1931, has not been explained.",
}


class Component(NamedTuple):
    """A unit of description. `path` is its place: (2, 4, 1) is the first below the fourth below the second."""

    path: tuple[int, ...]
    title: str
    level: str
    begin: str
    end: str
    box: int | None = None
    folder: int | None = None
    scope: str | None = None
    agents: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()

    @property
    def ref_id(self) -> str:
        return "vesterholm-" + "-".join(str(place) for place in self.path)

    @property
    def component_id(self) -> str:
        return "VH." + ".".join(str(place) for place in self.path)


SEASONS = range(1928, 1935)

# Title, years, note, parts. A part is a title with its years, and either files or more parts of the same shape.
SERIES = [
    ("Administration", 1926, 1935, "What it took to be allowed to dig, and to be paid for it.", [
        ("Leases and permits", 1926, 1931, [("Lease of the outer field", 1926, 1926), ("Permit of the State Antiquary", 1928, 1928),
                                            ("Renewal of the permit", 1931, 1931)]),
        ("Minutes of the Board", 1926, 1934, [(f"Minutes, {year}", year, year) for year in range(1926, 1935)]),
        ("Accounts", 1928, 1935, [(f"Accounts of the season {year}", year, year) for year in range(1928, 1935)]
         + [("Final account", 1935, 1935)]),
    ]),
    ("Field notebooks", 1928, 1934, "Twelve notebooks in the hand of Ingrid Solem, some with drawings by Petra Lie.", [
        (f"Season {year}", year, year, [(f"Notebook {number}", year, year) for number in numbers])
        for year, numbers in zip(SEASONS, ([1], [2], [3, 4], [5, 6, 7], [8, 9], [10, 11], [12]))
    ]),
    ("Excavation records", 1928, 1934, "Plans, sections and lists, by building.", [
        (house, begin, end, [(f"Plan, level {level}", begin, end) for level in range(1, levels + 1)]
         + [(f"Section {name}", begin, end) for name in sections]
         + [(f"List of layers, squares {squares}", begin, end) for squares in lists])
        for house, begin, end, levels, sections, lists in (
            ("House I", 1928, 1930, 4, ("A - A'", "B - B'", "C - C'", "D - D'"), ("A1-A6", "B1-B6", "C1-C6", "D1-D6")),
            ("House II", 1930, 1932, 5, ("S - S'", "T - T'", "U - U'", "V - V'", "door"),
             ("A1-B6", "C1-D6", "E1-F6", "G1-H6", "I1-I6", "bank")),
            ("Boathouse", 1932, 1934, 3, ("K - K'", "L - L'"), ("K1-K6", "L1-L6", "M1-M6")),
        )
    ]),
    ("Finds", 1928, 1934, "A card for each find, by material.", [
        ("Antler and bone", 1928, 1934, [("214 Comb", 1931, 1931), ("102 Comb, fragment", 1929, 1929), ("231 Needles", 1931, 1931),
                                         ("245 Gaming piece", 1932, 1932), ("260 Whale vertebra", 1933, 1933),
                                         ("271 Handle", 1934, 1934)]),
        ("Soapstone", 1928, 1934, [("219 Pot", 1931, 1931), ("87 Net sinkers", 1928, 1934), ("211 Spindle whorl", 1931, 1931),
                                   ("140 Lamp", 1930, 1930), ("255 Mould", 1933, 1933)]),
        ("Metal", 1928, 1934, [("226 Ringed pin", 1931, 1931), ("212-213 Nails", 1931, 1931), ("118 Knife", 1929, 1929),
                               ("163 Rivets of a boat", 1932, 1932), ("249 Weight", 1932, 1932), ("258 Fish hooks", 1933, 1933),
                               ("270 Key", 1934, 1934)]),
        ("Glass and amber", 1929, 1933, [("109 Bead, blue", 1929, 1929), ("177 Bead, striped", 1930, 1930),
                                         ("233 Amber, raw", 1931, 1931), ("262 Bead, gold foil", 1933, 1933)]),
        ("Samples", 1931, 1934, [("Charcoal, hearth of House II", 1931, 1931), ("Hazelnut shells", 1932, 1932),
                                 ("Beach stones of the hearth", 1931, 1934)]),
    ]),
    ("Photographs", 1928, 1934, "Albums by season, and prints that were chosen for the book.", [
        ("Albums", 1928, 1934, [(f"Album, {year}", year, year) for year in SEASONS]),
        ("Prints", 1928, 1934, [("The island from the boat", 1928, 1928), ("The camp", 1931, 1931),
                                ("House II, the trench to the north", 1931, 1931), ("The hearth of House II", 1931, 1931),
                                ("The comb, find 214", 1931, 1931), ("The landing", 1929, 1929), ("House I, corner", 1930, 1930),
                                ("The bank after the gale", 1929, 1929), ("Boathouse, keel marks", 1933, 1933),
                                ("Filling in", 1934, 1934)]),
    ]),
    ("Maps", 1928, 1928, "Six sheets, surveyed by Tormod Aune in June 1928.", [
        ("Sheet 1, the whole island", 1928, 1928), ("Sheet 2, outer field", 1928, 1928), ("Sheet 3, landing", 1928, 1928),
        ("Sheet 4, Sorvika", 1928, 1928), ("Sheet 5, Nordbukta", 1928, 1928), ("Sheet 6, Varden", 1928, 1928),
    ]),
    ("Correspondence", 1926, 1941, "Letters received and copies of those sent, by correspondent.", [
        ("Johannes Lunde, Secretary to the Board", 1927, 1937), ("Halvard Brekke", 1927, 1941), ("Tormod Aune", 1928, 1939),
        ("Petra Lie", 1931, 1941), ("Captain Olai Hagen", 1926, 1936), ("State Antiquary", 1926, 1934),
        ("Harbour office, Bergby", 1928, 1934), ("Moen brothers", 1929, 1935), ("Nils Berge, baker", 1930, 1934),
        ("Museum of the Western Isles", 1931, 1938), ("Institute of Botany", 1932, 1935), ("Geological Survey", 1931, 1934),
        ("Bergby Adviser, newspaper", 1928, 1938), ("Teachers' Association", 1933, 1939), ("Printer Dahl & Son", 1936, 1938),
        ("Photographer E. Strand", 1928, 1934), ("Insurance", 1929, 1934), ("Unknown", 1928, 1940),
    ]),
    ("Publication and lectures", 1929, 1939, "The book of 1938, and what was said before and after it.", [
        ("Drafts", 1934, 1937, [(f"Chapter {number}: {title}", 1934, 1937) for number, title in enumerate(
            ("The island", "House I", "House II", "The boathouse", "Finds", "An open question"), 1)]),
        ("Illustrations", 1935, 1937, [(f"Plates {first}-{first + 4}", 1935, 1937) for first in range(1, 26, 5)]),
        ("Reviews", 1938, 1939, [("Annual of Northern Antiquity", 1939, 1939), ("Bergby Adviser", 1938, 1938),
                                 ("H. Brekke, manuscript", 1938, 1938), ("Letters from readers", 1938, 1939)]),
        ("Lectures", 1929, 1939, [(f"Lecture: {title}", year, year) for year, title in (
            (1929, "Stones in the turf"), (1930, "A house by the sea"), (1932, "Put there, not lost"),
            (1934, "Goodbye to the bank"), (1936, "A day on the farm"), (1939, "What the sea took"))]),
    ]),
    ("Later papers", 1946, 1961, "What Ingrid Solem went on asking after the book.", [
        ("The second ring, notes", 1946, 1961), ("Stones of Nordbukta, survey", 1947, 1948), ("Letters about the second ring", 1949, 1958),
        ("Radiocarbon, first inquiry", 1952, 1953), ("Radiocarbon, second inquiry", 1957, 1958),
        ("Return to Vesterholm", 1955, 1955), ("Petra Lie, drawings", 1950, 1959), ("Exhibition of 1956", 1955, 1957),
        ("Radio talk", 1951, 1951), ("Obituary of Halvard Brekke", 1941, 1946), ("A house that was moved, typescript", 1960, 1961),
        ("List of the papers", 1961, 1961),
    ]),
]

BOXES = 12

SPECIAL = {
    "Notebook 5": {"scope": "6 July to 1 August 1931: House II, levels 2 to 4. With the finds 211 to 226 and the second ring of stones.",
                   "subjects": ("houses", "combs")},
    "Halvard Brekke": {"agents": ("brekke",)},
    "Johannes Lunde, Secretary to the Board": {"agents": ("lunde",), "scope": "Mostly about money."},
    "Petra Lie": {"agents": ("lie",)},
    "Tormod Aune": {"agents": ("aune",)},
    "Petra Lie, drawings": {"agents": ("lie",)},
    "214 Comb": {"subjects": ("combs",)},
    "219 Pot": {"subjects": ("soapstone",)},
    "The bank after the gale": {"subjects": ("erosion",)},
}

OF_SERIES = {
    "Field notebooks": {"subjects": ("field-notes",), "agents": ("solem",)},
    "Photographs": {"subjects": ("photographs",)},
    "Maps": {"subjects": ("maps",), "agents": ("aune",)},
}


def components() -> list[Component]:
    """All components, those above before those below."""
    found: list[Component] = []
    folders: dict[int, int] = {}
    box = 0

    def add(path, entry, level, **more):
        title, begin, end = entry[:3]
        found.append(Component(path, title, level, str(begin), str(end), **{**more, **SPECIAL.get(title, {})}))

    def add_leaf(path, entry, level):
        nonlocal box
        if folders.get(box, 14) >= 14 and box < BOXES:
            box += 1
        folders[box] = folders.get(box, 0) + 1
        add(path, entry, level, box=box, folder=folders[box])

    for number, (title, begin, end, scope, parts) in enumerate(SERIES, 1):
        add((number,), (title, begin, end), "series", scope=scope, **OF_SERIES.get(title, {}))
        for place, part in enumerate(parts, 1):
            if len(part) == 3:
                add_leaf((number, place), part, "file")
                continue
            add((number, place), part, "subseries")
            for below, entry in enumerate(part[3], 1):
                add_leaf((number, place, below), entry, "item" if title in ("Finds", "Photographs") else "file")
    return found
