"""What may stand in the audit trail: kinds with their words, registered by the apps."""

from dataclasses import dataclass

from django.utils.functional import Promise

from portal.registry import Registry


@dataclass(frozen=True, slots=True)
class AuditKind:
    """One kind of act: `lead.approved`, read as "NAME approved the lead"."""

    key: str
    words: str | Promise


KINDS: Registry[AuditKind] = Registry("audit kind")


def audit_kind(key: str, words: str | Promise) -> AuditKind:
    """Register a kind; `words` go after the name of whoever did it."""
    return KINDS.register(key, AuditKind(key, words))
