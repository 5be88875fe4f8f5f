"""Verifies tokens, one a line on standard input, and prints what each says as a line of JSON."""

import json
import sys

import sibling

for token in sys.stdin.read().split():
    print(json.dumps(sibling.verify(token), separators=(",", ":")))
