"""Laws of tables that can be read off the models and migrations, without a database."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.db import models

from portal.embedded.places import ROOT
from portal.embedded.sources import APPS
from portal.tenancy.policies import access_of, tenant_models
from tests.guards.code import all_places, beside, calls, listed, literal, migrations

OWN_APPS = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in APPS}
#: Words that a column of somebody's name or address is called by.
PERSONAL_WORDS = re.compile(
    r"(^|_)(name|names|surname|mail|email|phone|mobile|address|street|contact|recipient|person|birth\w*|title|signer|first|last)(_|$)"
)
TEXT = (models.CharField, models.TextField, models.JSONField)
LISTED = Path(__file__).with_name("personal.txt")
#: Rows that outlive a person, so that one can be erased without changing a total or a hash.
IMPERSONAL = re.compile(r"(entry|leg|move|transition|auditrecord|job|sale|earning|statement|accrual|release)$")


def _own_models() -> list[Any]:
    return [model for model in apps.get_models() if model._meta.app_label in OWN_APPS]


def test_every_own_table_declares_who_may() -> None:
    tenant = set(tenant_models())

    assert [
        model._meta.label for model in _own_models() if model not in tenant and model._meta.label != "accounts.User"
    ] == []


def test_tenant_tables_have_no_links_without_a_vendor() -> None:
    """No automatic many-to-many tables, generic keys or inherited tables: they carry no vendor."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in _own_models()
        for field in (*model._meta.many_to_many, *model._meta.private_fields)
        if isinstance(field, models.ManyToManyField | GenericForeignKey | GenericRelation)
    ]

    assert wrong == []
    assert [model._meta.label for model in _own_models() if model._meta.parents] == []


def test_keys_between_tenant_tables_carry_the_vendor() -> None:
    """What points to reference data of the installation has no vendor to carry."""
    from portal.tenancy.fields import TenantForeignKey, VendorKey

    tenant = {model for model in tenant_models() if not access_of(model).shared}
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in tenant
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.model in tenant
        and not isinstance(field, TenantForeignKey | VendorKey)
    ]

    assert plain == []


@pytest.mark.rule("X-02")
def test_amounts_are_integers_of_minor_units_and_rates_are_decimals() -> None:
    amounts = [
        (model._meta.label, field.name, type(field).__name__)
        for model in _own_models()
        for field in model._meta.concrete_fields
        if re.search(r"(^|_)(minor|amount|total|price|fee|sum)$", field.name)
    ]
    floats = [
        model._meta.label
        for model in _own_models()
        for f in model._meta.concrete_fields
        if isinstance(f, models.FloatField)
    ]

    assert [
        one for one in amounts if one[1].endswith("_minor") and one[2] not in ("BigIntegerField", "GeneratedField")
    ] == []
    assert [one for one in amounts if not one[1].endswith("_minor") and one[2] == "DecimalField"] == []
    assert floats == []


def _looks_personal(field: Any) -> bool:
    return isinstance(field, TEXT) and not field.choices and bool(PERSONAL_WORDS.search(field.name))


def test_personal_data_stand_in_listed_columns_only() -> None:
    """`personal` columns are a person's; `company` and `thing` ones only sound like it. What is listed is what is there."""
    found = {
        f"{model._meta.label}.{field.name}"
        for model in _own_models()
        for field in model._meta.concrete_fields
        if _looks_personal(field)
    }
    columns = {f"{model._meta.label}.{field.name}" for model in _own_models() for field in model._meta.concrete_fields}
    known = listed(LISTED)

    assert sorted(found - known.keys()) == []
    assert sorted(known.keys() - columns) == []
    assert {reason.split(":")[0] for reason in known.values()} <= {"personal", "company", "thing"}


def test_history_holds_no_person() -> None:
    personal = {place for place, reason in listed(LISTED).items() if reason.startswith("personal")}

    assert [place for place in personal if IMPERSONAL.search(place.rpartition(".")[0].lower())] == []


_BODY = re.compile(r"\$(?P<tag>\w*)\$.*?\$(?P=tag)\$", re.DOTALL)
_DATA = re.compile(
    r"\b(INSERT\s+INTO\b|UPDATE\s+\"?\w+\"?\s+SET\b|DELETE\s+FROM\b|TRUNCATE\s+(?!ON\b)\w|COPY\s+\w)", re.IGNORECASE
)


def _writes_rows(text: str) -> bool:
    """Whether SQL changes rows when it is run, apart from the bodies of functions and the events of triggers."""
    plain = re.sub(r"--[^\n]*", "", _BODY.sub("", text))
    return bool(_DATA.search(plain))


def test_migrations_write_no_rows_as_the_owner() -> None:
    """FORCE binds the owner: without acting_as(platform) an UPDATE changes no row and says nothing."""
    in_sql = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).glob("**/sql/*.sql")
        if _writes_rows(path.read_text())
    }
    in_python = all_places(lambda node: _writes_rows(literal(node) or ""), migrations())

    assert beside(in_sql | in_python, []) == ""


def test_migrations_in_python_act_as_platform() -> None:
    """Each function that RunPython names opens acting_as(Role.PLATFORM) itself."""
    wrong = []
    for module in migrations():
        functions = {node.name: node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(module.tree):
            if calls("RunPython")(node) and isinstance(node, ast.Call):
                named = [argument.id for argument in node.args if isinstance(argument, ast.Name)]
                wrong += [f"{module.path}::{name}" for name in named if not _acts_as_platform(functions.get(name))]

    assert wrong == []


def _acts_as_platform(function: ast.FunctionDef | None) -> bool:
    return function is not None and any(
        calls("acting_as")(node) and "PLATFORM" in ast.unparse(node) for node in ast.walk(function)
    )


def test_the_guard_of_migrations_sees_data_and_spares_functions() -> None:
    assert _writes_rows("UPDATE leads_lead SET status = 'x';")
    assert _writes_rows("SELECT 1; INSERT INTO a VALUES (1);")
    assert not _writes_rows("CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN DELETE FROM a; END $$ LANGUAGE plpgsql;")
    assert not _writes_rows("CREATE TRIGGER t BEFORE UPDATE OR DELETE ON a EXECUTE FUNCTION f();")
