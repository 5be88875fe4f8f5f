"""The recipe of the Python sibling for a self-issued JWT, and its reverse."""

import base64
import json
import time

import nacl.exceptions
import nacl.signing
import nkeys


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def issue(seed, userId, iat=None, hours=1):
    key = nkeys.from_seed(seed.encode())
    iat = int(time.time()) if iat is None else iat
    header = {"typ": "JWT", "alg": "EdDSA"}
    claims = {"sub": userId, "iss": key.public_key.decode(), "iat": iat, "exp": iat + hours * 3600}
    compact = [json.dumps(part, separators=(",", ":")).encode() for part in (header, claims)]
    signed = ".".join(_base64url(part) for part in compact)
    return signed + "." + _base64url(key.sign(signed.encode()))


def verify(token):
    header, claims, signature = token.split(".")
    parsed = json.loads(_decoded(claims))
    try:
        _verify_key(parsed["iss"]).verify(f"{header}.{claims}".encode(), _decoded(signature))
        valid = True
    except nacl.exceptions.BadSignatureError:
        valid = False
    return {
        "valid": valid,
        "header": json.loads(_decoded(header)),
        "claims": parsed,
        "ordered": _decoded(claims).decode(),
    }


def _verify_key(public_key):
    # The package verifies with key pairs only, not with a public key
    raw = base64.b32decode(public_key)
    if raw[0] != nkeys.PREFIX_BYTE_USER or nkeys.crc16_checksum(raw[:-2]) != raw[-2:]:
        raise ValueError("the issuer is no public key of a user")
    return nacl.signing.VerifyKey(raw[1:-2])
