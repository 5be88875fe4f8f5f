"""Prints what vectors-pypi.json holds: python make.py FOLDER_OF_THE_INSTALLED_PEER"""

import json
import pathlib
import sys

sys.path.insert(0, sys.argv[1])
import tokens  # noqa: E402

cases = json.loads((pathlib.Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
vectors = [
    {"seed": seed, "userId": user_id, **time, "token": tokens.issue(seed, user_id, **time)}
    for seed in cases["seeds"]
    for user_id in cases["userIds"]
    for time in cases["times"]
]
print(json.dumps(vectors, indent=2))
