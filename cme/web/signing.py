"""Signatures of cookies and forms, with what never changes between two requests worked out once.

The formats are those of Flask and Flask-WTF. These build a serializer and a signer and derive its key anew for each
request, twice for one that changes something, which took a tenth of the time of a save.
"""

from functools import cached_property
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.url_safe import URLSafeSerializerMixin


class KeptKeySigner(TimestampSigner):
    """A signer that derives each key once."""

    @cached_property
    def _derived(self) -> dict[bytes, bytes]:
        return {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        secret = secret.encode() if isinstance(secret, str) else secret
        if secret not in self._derived:
            self._derived[secret] = super().derive_key(secret)
        return self._derived[secret]


class KeptSignerSerializer(URLSafeTimedSerializer):
    """A serializer that builds its signer once."""

    default_signer = KeptKeySigner

    @cached_property
    def _signer(self) -> Signer:
        return super().make_signer(self.salt)

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        return self._signer if salt in (None, self.salt) else super().make_signer(salt)


class TokenSerializer(KeptSignerSerializer):
    """For tokens of random letters, which the library tries to compress each time, in vain."""

    def dump_payload(self, obj: Any) -> bytes:
        return base64_encode(super(URLSafeSerializerMixin, self).dump_payload(obj))


class KeptSerializerSessions(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie; the serializer is kept for as long as the keys stay the same."""

    def __init__(self) -> None:
        self._kept: tuple[list[Any], KeptSignerSerializer] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if not app.secret_key:
            return None
        keys = [*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key]
        kept = self._kept
        if kept is None or kept[0] != keys:
            options = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
            made = KeptSignerSerializer(keys, salt=self.salt, serializer=self.serializer, signer_kwargs=options)
            self._kept = kept = (keys, made)
        return kept[1]
