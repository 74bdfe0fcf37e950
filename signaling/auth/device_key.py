"""The key by which a booth's device proves that it is the one that was enrolled; its cookie is no proof.

The browser makes a pair (ECDSA, P-256) that it never lets out, and registers its public half with the code.
Each connection is asked to sign a challenge of its own.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Annotated, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pydantic import AfterValidator, StringConstraints

#: What is signed begins with this, so that the key signs for nothing else.
SIGNED: Final = "callrouter booth "
_HALF: Final = 32


def _key_of(text: str) -> ec.EllipticCurvePublicKey:
    """Read a public key on P-256 (SubjectPublicKeyInfo, base64). Raises ValueError."""
    try:
        key = load_der_public_key(b64decode(text, validate=True))
    except (binascii.Error, TypeError) as error:
        raise ValueError("no public key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("no key on P-256")  # noqa: TRY004  (of what a browser says)
    return key


def _checked(text: str) -> str:
    _key_of(text)
    return text


#: A device's public key as its browser exports it (``spki``), in base64.
DeviceKey = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{100,200}={0,2}$"), AfterValidator(_checked)
]


def is_proven(key: str, challenge: str, proof: str | None) -> bool:
    """Say whether ``proof`` is the challenge signed by the device with this key (r and s, base64)."""
    try:
        signature = b64decode(proof or "", validate=True)
    except binascii.Error:
        return False
    if len(signature) != 2 * _HALF:
        return False
    r, s = (int.from_bytes(half) for half in (signature[:_HALF], signature[_HALF:]))
    try:
        _key_of(key).verify(encode_dss_signature(r, s), f"{SIGNED}{challenge}".encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
