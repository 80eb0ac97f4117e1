"""The digitised files: how each is made, what is known of it, and what people have said about it."""

from functools import partial
from typing import Callable, NamedTuple

import drawings
import notebook
import photographs


class Mark(NamedTuple):
    """A box on a picture, in fractions of its sides, and what it says: words, or another scan."""

    box: tuple[float, float, float, float]
    transcript: str | None = None
    relation: str | None = None


class Scan(NamedTuple):
    identifier: str
    title: str
    kind: str
    file_name: str
    mime_type: str
    make: Callable[[], bytes]
    # Title of the component that describes it.
    component: str
    date: str
    description: str
    creator: str = "Ingrid Solem"
    public: bool = True
    keywords: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


def _photograph(identifier, name, title, component, date, description, **more) -> Scan:
    make = partial(photographs.photograph, name)
    return Scan(identifier, title, "Photograph", f"{identifier}-{name}.jpg", "image/jpeg", make, component, date, description,
                **more)


def _drawing(identifier, name, title, kind, make, component, date, description, **more) -> Scan:
    return Scan(identifier, title, kind, f"{identifier}-{name}.png", "image/png", make, component, date, description, **more)


NOTEBOOK = Scan(
    "VH.N.5", "Field notebook 5, 1931", "Notebook", "VH.N.5-notebook.pdf", "application/pdf", notebook.pdf, "Notebook 5", "1931",
    "House II, levels 2 to 4. Eight pages of the twelve notebooks.", keywords=("House II", "field notes", "1931"),
    comments=("Page 6 is the only place where the weather on the day of the comb is noted.",),
)

SCANS = [
    _drawing("VH.M.1", "island", "Vesterholm, sheet 1", "Map", drawings.island, "Sheet 1, the whole island", "1928-06",
             "The whole island, contours every ten metres, with the houses above the landing.", creator="Tormod Aune",
             keywords=("map", "Sorvika", "Nordbukta", "landing"),
             comments=("The bank between House I and the water has been gone since 1934.",
                       "Varden is 58 m on the sheet of 1962."),
             marks=(Mark((0.29, 0.63, 0.42, 0.73), "House I, House II, Boathouse"),
                    Mark((0.20, 0.67, 0.31, 0.75), "Landing"))),
    _drawing("VH.P.14", "house-ii", "House II, plan of level 3", "Drawing", drawings.plan, "Plan, level 3", "1931-07-17",
             "The floor of House II with hearth, posts and doorway; finds 211 to 230 are marked.",
             keywords=("House II", "hearth", "plan"),
             comments=("Number 214 is drawn a metre too far west: see the notebook, 19 July.",),
             marks=(Mark((0.39, 0.37, 0.55, 0.52), "Hearth: sixteen stones, all from the north side of the island"),
                    Mark((0.42, 0.49, 0.48, 0.55), relation="VH.C.214"), Mark((0.69, 0.43, 0.76, 0.49), relation="VH.C.226"))),
    _drawing("VH.S.3", "section", "House II, section S - S'", "Drawing", drawings.section, "Section S - S'", "1931-07-21",
             "Six layers from turf to rock; the charcoal of layer 3 may be a roof.", keywords=("House II", "section", "charcoal"),
             marks=(Mark((0.07, 0.38, 0.76, 0.50), "Charcoal and ash. A roof?"),)),
    _drawing("VH.C.214", "comb", "Find 214, comb", "Inventory Card", partial(drawings.card, "card-214"), "214 Comb", "1931-07-19",
             "Comb of antler, five iron rivets, ring-and-dot on both plates.", creator="Petra Lie",
             keywords=("comb", "antler", "House II"), comments=("Conserved again in 1963; two more teeth are lost.",)),
    _drawing("VH.C.219", "pot", "Find 219, pot", "Inventory Card", partial(drawings.card, "card-219"), "219 Pot", "1931-07-20",
             "Pot of soapstone, mended with an iron rivet.", creator="Petra Lie", keywords=("pot", "soapstone", "House II")),
    _drawing("VH.C.226", "pin", "Find 226, ringed pin", "Inventory Card", partial(drawings.card, "card-226"), "226 Ringed pin",
             "1931-07-22", "Ringed pin of bronze, found on edge under the threshold of House II.", creator="Petra Lie",
             keywords=("pin", "bronze", "House II"), comments=("Put there, not lost.",)),
    _photograph("VH.F.1", "coast", "The island from the boat", "The island from the boat", "1928",
                "Vesterholm from the west; Varden in the middle.", creator="E. Strand", keywords=("coast", "boat")),
    _photograph("VH.F.2", "camp", "The camp", "The camp", "1931", "The two tents on the heath above House II.",
                creator="Tormod Aune", keywords=("camp", "1931")),
    _photograph("VH.F.3", "trench", "House II, the trench to the north", "House II, the trench to the north", "1931-07",
                "Looking along the trench, with a ranging rod of two metres.", keywords=("House II", "trench"),
                marks=(Mark((0.52, 0.40, 0.64, 0.94), "Ranging rod, 2 m"),)),
    _photograph("VH.F.4", "hearth", "The hearth of House II", "The hearth of House II", "1931-07-17",
                "The ring of sixteen stones, cleaned.", keywords=("House II", "hearth"),
                comments=("Under these stones lies the second ring.",),
                marks=(Mark((0.34, 0.34, 0.66, 0.72), relation="VH.P.14"),)),
    _photograph("VH.F.5", "comb", "The comb, find 214", "The comb, find 214", "1931-09", "After conservation, with a scale in centimetres.",
                creator="E. Strand", keywords=("comb", "antler"), marks=(Mark((0.17, 0.22, 0.83, 0.73), relation="VH.C.214"),)),
    _drawing("VH.L.17", "letter", "Ingrid Solem to Johannes Lunde, 3 March 1929", "Report", partial(drawings.letter, "letter-1929"),
             "Johannes Lunde, Secretary to the Board", "1929-03-03", "On the gale of February, and 600 kroner.",
             keywords=("gale", "erosion", "Board"), comments=("He paid 400, in October.",)),
    _drawing("VH.L.88", "letter", "Halvard Brekke to Ingrid Solem, 11 November 1934", "Report",
             partial(drawings.letter, "letter-1934"), "Halvard Brekke", "1934-11-11",
             "On the ringed pin, and on a house that cannot have been moved. The heirs of the writer have not yet agreed to its "
             "publication.", creator="Halvard Brekke", public=False, keywords=("pin", "hearth", "rights not cleared")),
    NOTEBOOK,
]

COLLECTIONS = [
    ("House II, 1931", "The season in which the floor, the comb and the pin were found, in the order of the days.",
     ("VH.F.2", "VH.F.3", "VH.P.14", "VH.F.4", "VH.C.214", "VH.F.5", "VH.C.219", "VH.S.3", "VH.C.226")),
    ("Finds of House II", "Cards, and what they show.", ("VH.C.214", "VH.F.5", "VH.C.219", "VH.C.226")),
    ("Vesterholm, an introduction", "Where it is, and how it looked.", ("VH.M.1", "VH.F.1", "VH.F.2", "VH.P.14")),
]


def made(place: int) -> bytes:
    """The file of a scan, for a process that draws beside others."""
    return SCANS[place].make()
