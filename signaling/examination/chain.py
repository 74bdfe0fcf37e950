"""Whether a certificate's file has all that a browser needs to believe it."""

from __future__ import annotations

import ssl
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature


def missing_issuer(certificate: Path) -> str | None:
    """Return who signed last in the file but is neither in it nor known to this system; None: nobody.

    Raises OSError, ValueError for a file that holds no certificates.
    """
    shown = x509.load_pem_x509_certificates(certificate.read_bytes())
    last, *others = shown
    while last.issuer != last.subject:
        signer = next((each for each in others if _signed(last, each)), None)
        if signer is None:
            return None if _is_known(last.issuer) else last.issuer.rfc4514_string()
        others.remove(signer)
        last = signer
    return None


def _signed(certificate: x509.Certificate, signer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(signer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_known(name: x509.Name) -> bool:
    # As bytes: some systems know roots that cryptography no longer reads.
    wanted = name.public_bytes()
    return any(wanted in root for root in ssl.create_default_context().get_ca_certs(binary_form=True))
