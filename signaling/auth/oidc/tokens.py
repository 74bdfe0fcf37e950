"""Checks the tokens an identity provider signs: who signed in, and whose session there is over.

OpenID Connect Core 1.0, section 3.1.3.7; Back-Channel Logout 1.0, section 2.6. No I/O, time is given.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256, sha384, sha512
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey

#: Signatures with a public key alone: nobody can make one with what is published, and there is always one.
_KEY_TYPES: Final[Mapping[str, str]] = {
    "RS256": "RSA",
    "PS256": "RSA",
    "ES256": "EC",
    "EdDSA": "OKP",
    "Ed25519": "OKP",
}
#: By what names they are known.
ALGORITHMS: Final = tuple(_KEY_TYPES)
#: How far the provider's clock may be off, seconds.
_LEEWAY_S: Final = 60
#: A token is checked as soon as it is made.
_OLDEST_S: Final = 600
_LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_LONGEST: Final = 200
#: Hashes over the access token, by the last three letters of the signature's name.
_HASHES: Final = {"256": sha256, "384": sha384, "512": sha512}
_SMALLEST_RSA_BITS: Final = 2048

Claims = Mapping[str, Any]


class TokenError(ValueError):
    """The token isn't good; the message says why in a word, and nothing that is in it."""


class UnknownKeyError(TokenError):
    """It is signed with a key that isn't known: perhaps the provider has new ones."""


class _Registry(jws.JWSRegistry):
    """Knows the signatures above, and no others."""

    max_header_length = 4096

    def get_alg(self, name: str) -> Any:
        """Return how a signature is made."""
        if name not in _KEY_TYPES:
            raise UnsupportedAlgorithmError(f"{name} is not allowed")
        return self.algorithms[name]


_REGISTRY: Final = _Registry(strict_check_header=False)


def read_keys(key_set: object) -> tuple[Key, ...]:
    """Return the keys of a JWK Set (RFC 7517) that signatures can be checked with; others are left out."""
    listed = key_set.get("keys") if isinstance(key_set, dict) else None
    if not isinstance(listed, list):
        raise TokenError("no_keys")
    keys: list[Key] = []
    for each in listed[:100]:
        if not isinstance(each, dict) or each.get("use", "sig") != "sig" or each.get("kty") == "oct":
            continue
        try:
            key = JWKRegistry.import_key(each)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if not isinstance(key, RSAKey | ECKey | OKPKey):
            continue
        if isinstance(key, RSAKey) and key.public_key.key_size < _SMALLEST_RSA_BITS:
            continue
        keys.append(key)
    return tuple(keys)


@dataclass(frozen=True, kw_only=True)
class Checks:
    """What tokens must say to be for us."""

    issuer: str
    client_id: str
    keys: Sequence[Key]

    def id_token(self, token: str, *, nonce: str, access_token: str | None, now_s: float) -> Claims:
        """Return what is said of who signed in. Raises TokenError."""
        algorithm, claims = self._verified(token)
        self._check_times(claims, now_s, expires=True)
        said = claims.get("nonce")
        if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
            raise TokenError("nonce")
        at_hash = claims.get("at_hash")
        if at_hash is not None and (access_token is None or at_hash != _half_hash(access_token, algorithm)):
            raise TokenError("at_hash")
        if _text(claims, "sub") is None:
            raise TokenError("sub")
        return claims

    def logout_token(self, token: str, *, now_s: float) -> Claims:
        """Return whose session is over: ``sid``, ``sub`` or both, and ``jti``. Raises TokenError."""
        _, claims = self._verified(token)
        self._check_times(claims, now_s, expires="exp" in claims)
        events = claims.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(_LOGOUT_EVENT), dict):
            raise TokenError("events")
        if "nonce" in claims:
            raise TokenError("nonce")
        if _text(claims, "jti") is None:
            raise TokenError("jti")
        if _text(claims, "sid") is None and _text(claims, "sub") is None:
            raise TokenError("sub")
        return claims

    def _verified(self, token: str) -> tuple[str, Claims]:
        try:
            header = jws.extract_compact(token.encode(), registry=_REGISTRY).headers()
            algorithm = str(header.get("alg"))
            key = self._key(algorithm, header.get("kid"))
            claims = jwt.decode(token, key, registry=_REGISTRY).claims
        except InvalidKeyIdError as error:
            raise UnknownKeyError("key") from error
        except (JoseError, ValueError, TypeError) as error:
            raise TokenError("signature") from error
        if claims.get("iss") != self.issuer:
            raise TokenError("iss")
        self._check_audience(claims)
        return algorithm, claims

    def _key(self, algorithm: str, kid: object) -> Key:
        key_type = _KEY_TYPES.get(algorithm)
        if key_type is None:
            raise UnsupportedAlgorithmError(f"{algorithm} is not allowed")
        fitting = [key for key in self.keys if key.key_type == key_type and kid in {None, key.kid}]
        if not fitting or (kid is None and len(fitting) > 1):
            raise InvalidKeyIdError("no such key")
        return fitting[0]

    def _check_audience(self, claims: Claims) -> None:
        audience = claims.get("aud")
        listed = audience if isinstance(audience, list) else [audience]
        if self.client_id not in listed:
            raise TokenError("aud")
        if ("azp" in claims or len(listed) > 1) and claims.get("azp") != self.client_id:
            raise TokenError("azp")

    def _check_times(self, claims: Claims, now_s: float, *, expires: bool) -> None:
        issued_at = _number(claims, "iat")
        if issued_at is None or not now_s - _OLDEST_S <= issued_at <= now_s + _LEEWAY_S:
            raise TokenError("iat")
        ends_at = _number(claims, "exp")
        if expires and (ends_at is None or ends_at <= now_s - _LEEWAY_S):
            raise TokenError("exp")
        begins_at = _number(claims, "nbf")
        if begins_at is not None and begins_at > now_s + _LEEWAY_S:
            raise TokenError("nbf")


def _text(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST else None


def _number(claims: Claims, name: str) -> float | None:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _half_hash(access_token: str, algorithm: str) -> str:
    digest = _HASHES.get(algorithm[-3:], sha512)(access_token.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
