"""The choke point of the ORM: a query on a tenant table that nobody scoped does not compile.

Row security would answer it with nothing, which looks like an empty page; and the planner needs the vendor as a literal.
"""

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
        """The rows the running scope may ask for; outside a scope a queryset that will not compile."""
        scope = current_scope()
        if scope is None:
            return self
        query: Any = self.query
        query.scoped = True
        if scope.vendor is None or self.model.tenancy.shared:  # type: ignore[attr-defined]
            return self
        filters: dict[str, int | None] = {self.model.tenancy.vendor_column: scope.vendor}  # type: ignore[attr-defined]
        if scope.role is Role.PARTNER and self.model.tenancy.partner_column:  # type: ignore[attr-defined]
            filters[self.model.tenancy.partner_column] = scope.partner  # type: ignore[attr-defined]
        return self.filter(**filters)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Default and base manager of every tenant model."""

    def get_queryset(self) -> Any:
        """Start from what the running scope may ask for."""
        return super().get_queryset().scoped()
