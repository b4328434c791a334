"""Keys between tenant tables. PostgreSQL checks foreign keys outside row security, so each carries its vendor."""

import hashlib
from typing import Any

from django.db import models
from django.db.models.constraints import BaseConstraint

from portal.tenancy.context import current_vendor_id


class CompositeForeignKey(BaseConstraint):
    """FOREIGN KEY (vendor_id, x_id) REFERENCES target (vendor_id, id), not deferrable: the error comes where it is made."""

    def __init__(
        self, *, field: str, name: str, violation_error_code: Any = None, violation_error_message: Any = None
    ) -> None:
        super().__init__(
            name=name, violation_error_code=violation_error_code, violation_error_message=violation_error_message
        )
        self.field = field

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """The constraint inside CREATE TABLE."""
        field = model._meta.get_field(self.field)
        quote = schema_editor.quote_name
        target = quote(field.remote_field.model._meta.db_table)
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY (vendor_id, {quote(field.column)}) "
            f"REFERENCES {target} (vendor_id, id) NOT DEFERRABLE"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """The constraint added to a table that exists."""
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Drop it."""
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = "default") -> None:
        """The database says it; the form's own queryset has said it before."""

    def deconstruct(self) -> Any:
        """For the migration writer."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompositeForeignKey) and (self.field, self.name) == (other.field, other.name)

    __hash__ = BaseConstraint.__hash__


class WithoutOverlaps(BaseConstraint):
    """UNIQUE (columns, period WITHOUT OVERLAPS): one row for each key at any moment.

    Insert under it with ON CONFLICT DO NOTHING, or behind an advisory lock: two bare inserts at one instant deadlock.
    """

    def __init__(
        self,
        *,
        columns: tuple[str, ...],
        period: str,
        name: str,
        violation_error_code: Any = None,
        violation_error_message: Any = None,
    ) -> None:
        super().__init__(
            name=name, violation_error_code=violation_error_code, violation_error_message=violation_error_message
        )
        self.columns = tuple(columns)
        self.period = period

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """The constraint inside CREATE TABLE."""
        quote = schema_editor.quote_name
        columns = ", ".join(quote(column) for column in self.columns)
        return f"CONSTRAINT {quote(self.name)} UNIQUE ({columns}, {quote(self.period)} WITHOUT OVERLAPS)"

    create_sql = CompositeForeignKey.create_sql
    remove_sql = CompositeForeignKey.remove_sql
    validate = CompositeForeignKey.validate

    def deconstruct(self) -> Any:
        """For the migration writer."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"columns": self.columns, "period": self.period}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WithoutOverlaps) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


class VendorKey(models.ForeignKey):  # type: ignore[type-arg]
    """The vendor of a row. Fills itself from the running scope, and adds UNIQUE (vendor_id, id) for keys that point here.

    That the vendor exists is said by a key of its own only where no composite key proves it: a row that must belong to
    another row of its vendor has a vendor. `proved_by_trigger`: a law of the table shows it. Never deferrable, and no
    second check for every row of a bulk table.
    """

    def __init__(self, to: Any = "tenancy.Vendor", on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        self.proved_by_trigger = kwargs.pop("proved_by_trigger", False)
        kwargs["db_constraint"] = False
        kwargs.setdefault("db_index", False)
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", current_vendor_id)
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        """For the migration writer: what this class sets itself is left out."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        if self.proved_by_trigger:
            kwargs["proved_by_trigger"] = True
        return name, path, args, kwargs

    def db_type_suffix(self, connection: Any) -> str | None:
        """The key, inside the column's definition: Django's own would be deferred to the end of the transaction."""
        if self.is_proved:
            return None
        quote = connection.ops.quote_name
        target = self.remote_field.model._meta
        return f"REFERENCES {quote(target.db_table)} ({quote(target.pk.column)}) NOT DEFERRABLE"

    @property
    def is_proved(self) -> bool:
        """Another law says already that the vendor exists."""
        others = [field for field in self.model._meta.local_fields if isinstance(field, TenantForeignKey)]
        return self.proved_by_trigger or any(not field.null for field in others)

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        """Add the unique pair to the model that gets this field."""
        super().contribute_to_class(cls, name, private_only, **kwargs)
        if _is_real(cls):
            pair = models.UniqueConstraint(fields=["vendor", "id"], name=_cut(f"{cls._meta.db_table}_vendor_id", 63))
            _append(cls, "constraints", pair)


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """An ordinary ForeignKey whose constraint and index carry the vendor."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        self.indexed = kwargs.pop("indexed", True)
        self.proved_by_trigger = kwargs.pop("proved_by_trigger", False)
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        """For the migration writer: what this class sets itself is left out."""
        name, path, args, kwargs = super().deconstruct()
        for key in ("db_constraint", "db_index"):
            kwargs.pop(key, None)
        if not self.indexed:
            kwargs["indexed"] = False
        if self.proved_by_trigger:
            kwargs["proved_by_trigger"] = True
        return name, path, args, kwargs

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        """Add constraint and index to the model that gets this field."""
        super().contribute_to_class(cls, name, private_only, **kwargs)
        if not _is_real(cls):
            return
        table = cls._meta.db_table
        if not self.proved_by_trigger:
            _append(cls, "constraints", CompositeForeignKey(field=name, name=_cut(f"{table}_{name}_same_vendor", 63)))
        if self.indexed:
            _append(cls, "indexes", models.Index(fields=["vendor", name], name=_cut(f"{table}_{name}_ix", 30)))


def _is_real(cls: Any) -> bool:
    """False for abstract models, and for a migration's state, whose operations name constraints themselves."""
    return not cls._meta.abstract and cls.__module__ != "__fake__"


def _append(cls: Any, kind: str, thing: Any) -> None:
    """Add to Meta; `original_attrs` is what makemigrations reads."""
    things = [*getattr(cls._meta, kind), thing]
    setattr(cls._meta, kind, things)
    cls._meta.original_attrs[kind] = things


def _cut(name: str, length: int) -> str:
    if len(name) <= length:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: length - 7]}_{digest}"
