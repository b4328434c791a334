"""The choke point of the ORM: a query on a tenant table that nobody scoped does not compile.

Row security would answer it with nothing, which looks like an empty page; and the planner needs the vendor as a literal.
"""

from functools import lru_cache
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import sql

from portal.tenancy.context import TenantNotSet, current_scope
from portal.tenancy.roles import Role

M = TypeVar("M", bound=models.Model)


class TenantQuery(sql.Query):
    """A query that refuses to become SQL before a manager has scoped it."""

    scoped = False

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """Compile, or raise TenantNotSet."""
        if not (self.scoped or self.is_empty()):
            raise TenantNotSet(f"{self.model} was asked for without a vendor.")
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        """Refuse where update() and delete() would change the class of an unscoped query."""
        if klass and not self.scoped:
            raise TenantNotSet(f"{self.model} was to be changed without a vendor.")
        return super().chain(klass)


class TenantQuerySet(models.QuerySet[M]):
    """A queryset over a tenant table."""

    def __init__(self, model: type[M] | None = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or TenantQuery(model), using, hints)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete, or raise TenantNotSet: Django's fast path would not compile through the choke point."""
        self._refuse_unscoped()
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        self._refuse_unscoped()
        return super()._raw_delete(using)

    def _refuse_unscoped(self) -> None:
        query: Any = self.query
        if not (query.scoped or query.is_empty()):
            raise TenantNotSet(f"{self.model} was to be deleted without a vendor.")

    def scoped(self) -> Self:
        """From its beginning: the rows the running scope may ask for; outside a scope a queryset that will not compile."""
        scope = current_scope()
        if scope is None:
            return self
        # Whose rows it asks for is a copy of what was built once: every query begins with it.
        self.query = _begun(self.model, scope.vendor, scope.partner if scope.role is Role.PARTNER else None).clone()
        return self


@lru_cache(maxsize=2_048)
def _begun(model: type[models.Model], vendor: int | None, partner: int | None) -> Any:
    """A query for the rows of a vendor, or of a partner; for all rows where there is no vendor, or where all share them."""
    query: Any = TenantQuery(model)
    query.scoped = True
    tenancy = model.tenancy  # type: ignore[attr-defined]
    if vendor is not None and not tenancy.shared:
        query.add_q(models.Q(**{tenancy.vendor_column: vendor}))
        if partner is not None and tenancy.partner_column:
            query.add_q(models.Q(**{tenancy.partner_column: partner}))
    return query


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Default and base manager of every tenant model."""

    def get_queryset(self) -> Any:
        """Start from what the running scope may ask for."""
        return super().get_queryset().scoped()
