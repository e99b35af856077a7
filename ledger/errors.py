"""What can go wrong with ledger, signatures and dossiers."""

from __future__ import annotations

from ideamine.lib.errors import IdeaMineError


class SignatureInvalid(IdeaMineError):
    """The envelope carries no valid signature of a trusted key."""

    code = "signature_invalid"


class KeyUnusable(IdeaMineError):
    """The signing key cannot be read; restore it, or name another file with SIGNING_KEY_FILE."""

    code = "key_unusable"


class CheckpointBroken(IdeaMineError):
    """An exported checkpoint of the ledger cannot be read or is not signed by us. `length` is the length it stands for."""

    code = "checkpoint_broken"

    def __init__(self, message: str, *, length: int):
        super().__init__(message)
        self.length = length


class ContentChanged(IdeaMineError):
    """What the storage holds is not what the artifact's hash names."""

    code = "content_changed"


class ArtifactNotFound(IdeaMineError):
    """There is no such artifact."""

    code = "artifact_not_found"
    http_status = 404


class DossierNotFound(IdeaMineError):
    """The run has no dossier yet."""

    code = "dossier_not_found"
    http_status = 404


class UnknownFormat(IdeaMineError):
    """A dossier is exported as json or html."""

    code = "unknown_format"
    http_status = 400
