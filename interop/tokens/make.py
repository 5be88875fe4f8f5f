"""Prints the vectors that vectors-pypi.json holds: python3 make.py > vectors-pypi.json"""

import json
import pathlib

import sibling

cases = json.loads((pathlib.Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
vectors = [
    {
        "seed": seed,
        "userId": user_id,
        "iat": time["iat"],
        "hours": time["hours"],
        "token": sibling.issue(seed, user_id, time["iat"], time["hours"]),
    }
    for seed in cases["seeds"]
    for user_id in cases["userIds"]
    for time in cases["times"]
]
print(json.dumps(vectors, indent=2))
