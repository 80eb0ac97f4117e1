"""Where an answer differs from a recorded one, as far as clients can tell.

Not compared: moments, tokens, generated identifiers, the order of permissions, and the number in `id` (the URI is).
"""

import json
import re

# Depend on the moment of the recording. `invalid_object` is a dump in the syntax of the original's language.
VOLATILE = {
    "create_time", "system_mtime", "user_mtime", "timestamp", "last_sequence",
    "session", "archivesSpaceVersion", "invalid_object",
}
GENERATED = re.compile("[0-9a-f]{32}")
GENERATED_IN = {"ref_id", "persistent_id", "identifier", "key"}
MOMENT = re.compile(r"\d{8}_\d{6}_UTC")
# Raw texts of the original end in a digest of the schema. Fonds knows some of them.
SCHEMA = re.compile(r" in schema [0-9a-f-]{36}#$")


def differences(recorded, got, key="", path="") -> list[str]:
    """One line for each difference; none when the two say the same."""
    if key in VOLATILE:
        return []
    if key in GENERATED_IN and isinstance(recorded, str) and GENERATED.fullmatch(recorded):
        return [] if isinstance(got, str) and got else [f"{path}: an identifier should be generated, got {brief(got)}"]
    if type(recorded) is not type(got):
        return [f"{path}: recorded {brief(recorded)}, got {brief(got)}"]
    if isinstance(recorded, dict):
        return differences_of_objects(recorded, got, path)
    if isinstance(recorded, list):
        return differences_of_lists(recorded, got, path)
    if key == "id" and isinstance(recorded, int):
        return []
    if isinstance(recorded, str):
        recorded, got = (SCHEMA.sub("", MOMENT.sub("", text)) for text in (recorded, got))
    return [] if recorded == got else [f"{path}: recorded {brief(recorded)}, got {brief(got)}"]


def differences_of_objects(recorded: dict, got: dict, path: str) -> list[str]:
    found = []
    for key in sorted(recorded.keys() | got.keys()):
        here = f"{path}/{key}"
        if key not in got:
            found.append(f"{here}: missing, recorded {brief(recorded[key])}")
        elif key in recorded:
            if key == "lock_version" and isinstance(recorded[key], int):
                found += difference_of_versions(recorded, got, here)
            else:
                found += differences(recorded[key], got[key], key, here)
        elif key not in VOLATILE:
            found.append(f"{here}: not recorded, got {brief(got[key])}")
    return found


def differences_of_lists(recorded: list, got: list, path: str) -> list[str]:
    if "permissions" in path:
        if sorted(map(brief, recorded)) == sorted(map(brief, got)):
            return []
        return [f"{path}: these are in one only: {sorted(set(recorded) ^ set(got))}"]
    if len(recorded) != len(got):
        return [f"{path}: recorded {len(recorded)} items, got {len(got)}"]
    pairs = enumerate(zip(recorded, got))
    return [line for place, (one, other) in pairs for line in differences(one, other, "", f"{path}/{place}")]


def difference_of_versions(recorded: dict, got: dict, path: str) -> list[str]:
    """The original raises versions when a neighbour is saved, and those of users at every login. Fonds may be behind."""
    version, most = got["lock_version"], recorded["lock_version"]
    if "username" in recorded:
        return []
    # Actions, whose answers give no URI, leave the version as it is.
    least = 1 if recorded.get("status") == "Updated" and "uri" in recorded and most else 0
    if isinstance(version, int) and least <= version <= most:
        return []
    return [f"{path}: from {least} to {most} wanted, got {brief(version)}"]


def brief(value) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:160] + "…"
