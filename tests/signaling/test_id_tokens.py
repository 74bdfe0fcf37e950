"""Tokens of an identity provider: only what it signed, for us, now, and for this sign-in, is believed."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from signaling.auth.oidc.tokens import Checks, TokenError, UnknownKeyError, read_keys

NOW = 1_800_000_000
ISSUER = "https://id.example.org"
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
_CLAIMS = {"iss": ISSUER, "aud": "callrouter", "sub": "s1", "iat": NOW, "exp": NOW + 300, "nonce": "n"}
_LOGOUT_CLAIMS = {
    "iss": ISSUER,
    "aud": "callrouter",
    "iat": NOW,
    "exp": NOW + 120,
    "jti": "j1",
    "sid": "s",
    "events": {_LOGOUT: {}},
}


@cache
def key(kind: str) -> Key:
    match kind:
        case "RSA":
            return RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
        case "OKP":
            return OKPKey.generate_key("Ed25519", {"kid": "okp"})
        case _:
            return ECKey.generate_key("P-256", {"kid": kind, "use": "sig"})


def _public(*keys: Key) -> tuple[Key, ...]:
    return read_keys({"keys": [each.as_dict(private=False) for each in keys]})


def signed(claims: dict[str, Any], *, alg: str = "ES256", by: Key | None = None, **header: Any) -> str:
    by = by or key("EC")
    head = {"alg": alg, "kid": by.kid} | header
    return jwt.encode(
        {name: value for name, value in head.items() if value is not None},
        claims,
        by,
        registry=JWSRegistry(algorithms=[alg], strict_check_header=False),
    )


@pytest.fixture(scope="module")
def checks() -> Checks:
    return Checks(
        issuer=ISSUER, client_id="callrouter", keys=_public(key("EC"), key("RSA"), key("OKP"), key("EC2"))
    )


def _said(checks: Checks, token: str, access: str | None = "at") -> Any:
    return checks.id_token(token, nonce="n", access_token=access, now_s=NOW)


@pytest.mark.parametrize(
    ("alg", "kind"), [("ES256", "EC"), ("RS256", "RSA"), ("PS256", "RSA"), ("Ed25519", "OKP")]
)
def test_a_token_signed_by_the_provider_is_believed(checks: Checks, alg: str, kind: str) -> None:
    assert _said(checks, signed(_CLAIMS, alg=alg, by=key(kind)))["sub"] == "s1"


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_the_older_name_of_a_signature_is_believed_too(checks: Checks) -> None:
    assert _said(checks, signed(_CLAIMS, alg="EdDSA", by=key("OKP")))["sub"] == "s1"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"iss": "https://other.example.org"}, "iss"),
        ({"iss": f"{ISSUER}/"}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": ["callrouter", "another"]}, "azp"),
        ({"azp": "another"}, "azp"),
        ({"aud": None}, "aud"),
        ({"exp": NOW - 61}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"exp": None}, "exp"),
        ({"iat": NOW + 61}, "iat"),
        ({"iat": NOW - 601}, "iat"),
        ({"iat": True}, "iat"),
        ({"nbf": NOW + 61}, "nbf"),
        ({"nonce": "m"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": ["n"]}, "nonce"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
        ({"at_hash": "wrong"}, "at_hash"),
    ],
)
def test_a_token_for_others_or_another_time_is_refused(
    checks: Checks, changed: dict[str, Any], why: str
) -> None:
    claims = {name: value for name, value in (_CLAIMS | changed).items() if value is not None}
    with pytest.raises(TokenError, match=f"^{why}$"):
        _said(checks, signed(claims))


def test_the_access_token_is_the_one_it_was_signed_for(checks: Checks) -> None:
    half = urlsafe_b64encode(sha256(b"at").digest()[:16]).rstrip(b"=").decode()
    token = signed(_CLAIMS | {"at_hash": half})
    assert _said(checks, token)
    for other in ("another", None):
        with pytest.raises(TokenError, match="at_hash"):
            _said(checks, token, other)


def _raw(*parts: Any) -> str:
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)


def test_no_signature_is_no_signature(checks: Checks) -> None:
    headers: list[Any] = [{"alg": "none"}, {"alg": "None", "kid": "EC"}, {"kid": "EC"}, {}, []]
    for header in headers:
        for token in (f"{_raw(header, _CLAIMS)}.", _raw(header, _CLAIMS), f"{_raw(header, _CLAIMS)}.AAAA"):
            with pytest.raises(TokenError, match="signature"):
                _said(checks, token)
    for junk in ("", ".", "a.b.c", "\x00", "é.é.é", "a" * 1_000_000):
        with pytest.raises(TokenError, match="signature"):
            _said(checks, junk)


def test_what_is_published_signs_nothing(checks: Checks) -> None:
    """The public key as a shared secret: the oldest trick there is."""
    rsa = key("RSA")
    assert isinstance(rsa, RSAKey)
    for published in (rsa.as_pem(private=False), json.dumps(rsa.as_dict(private=False)).encode()):
        text = _raw({"alg": "HS256", "kid": "rsa"}, _CLAIMS)
        mac = urlsafe_b64encode(hmac.digest(published, text.encode(), "sha256")).rstrip(b"=").decode()
        with pytest.raises(TokenError, match="signature"):
            _said(checks, f"{text}.{mac}")
    assert read_keys({"keys": [OctKey.generate_key(256).as_dict()]}) == ()


def test_another_key_of_the_same_name_and_another_key_of_the_provider_sign_nothing(checks: Checks) -> None:
    forged = ECKey.generate_key("P-256", {"kid": "EC"})
    with pytest.raises(TokenError, match="signature"):
        _said(checks, signed(_CLAIMS, by=forged))
    with pytest.raises(TokenError, match="signature"):
        _said(checks, signed(_CLAIMS, by=key("EC2"), kid="EC"))
    token = signed(_CLAIMS)
    head, body, signature = token.split(".")
    other = signed(_CLAIMS | {"sub": "s2"}).split(".")[1]
    for broken in (f"{head}.{other}.{signature}", f"{head}.{body}.{signature[:-4]}AAAA"):
        with pytest.raises(TokenError, match="signature"):
            _said(checks, broken)


def test_a_key_that_is_not_known_is_told_apart_so_that_it_can_be_asked_for(checks: Checks) -> None:
    with pytest.raises(UnknownKeyError):
        _said(checks, signed(_CLAIMS, by=ECKey.generate_key("P-256", {"kid": "new"})))
    with pytest.raises(UnknownKeyError):  # two could be meant
        _said(checks, signed(_CLAIMS, kid=None))
    with pytest.raises(UnknownKeyError):  # of another kind
        _said(checks, signed(_CLAIMS, kid="rsa"))


def test_a_header_that_brings_its_own_key_is_not_followed(checks: Checks) -> None:
    own = ECKey.generate_key("P-256", {"kid": "EC"})
    token = signed(_CLAIMS, by=own, jwk=own.as_dict(private=False), jku="https://evil.example.org/keys")
    with pytest.raises(TokenError, match="signature"):
        _said(checks, token)
    with pytest.raises(TokenError):
        _said(checks, signed(_CLAIMS, crit=["b64"], b64=False))


@pytest.mark.filterwarnings("ignore:Key size")
def test_keys_that_are_weak_for_encryption_or_not_understood_are_left_out() -> None:
    weak = RSAKey.generate_key(1024, {"kid": "weak"}, auto_kid=False)
    encrypting = ECKey.generate_key("P-256", {"kid": "enc", "use": "enc"})
    junk: list[Any] = [7, {}, {"kty": "RSA"}]
    listed = [weak.as_dict(private=False), encrypting.as_dict(private=False), *junk]
    assert read_keys({"keys": [*listed, {"kty": "EC", "crv": "P-1", "x": "", "y": ""}]}) == ()
    assert len(read_keys({"keys": [*listed, key("EC").as_dict(private=False)]})) == 1
    wrongs: list[Any] = [{}, [], {"keys": {}}, "keys", None]
    for wrong in wrongs:
        with pytest.raises(TokenError):
            read_keys(wrong)


def test_a_logout_token_says_whose_session_is_over(checks: Checks) -> None:
    assert checks.logout_token(signed(_LOGOUT_CLAIMS), now_s=NOW)["sid"] == "s"
    without = {name: value for name, value in _LOGOUT_CLAIMS.items() if name != "exp"}
    assert checks.logout_token(signed(without), now_s=NOW)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"events": None}, "events"),
        ({"events": {}}, "events"),
        ({"events": {_LOGOUT: "x"}}, "events"),
        ({"nonce": "n"}, "nonce"),
        ({"jti": None}, "jti"),
        ({"sid": None}, "sub"),
        ({"aud": "another"}, "aud"),
        ({"iss": "https://other.example.org"}, "iss"),
        ({"iat": NOW - 601}, "iat"),
        ({"exp": NOW - 61}, "exp"),
    ],
)
def test_what_is_no_logout_token_ends_nothing(checks: Checks, changed: dict[str, Any], why: str) -> None:
    claims = {name: value for name, value in (_LOGOUT_CLAIMS | changed).items() if value is not None}
    with pytest.raises(TokenError, match=f"^{why}$"):
        checks.logout_token(signed(claims), now_s=NOW)


def test_an_id_token_is_no_logout_token_and_the_other_way_round(checks: Checks) -> None:
    with pytest.raises(TokenError):
        checks.logout_token(signed(_CLAIMS), now_s=NOW)
    with pytest.raises(TokenError):
        _said(checks, signed(_LOGOUT_CLAIMS))
