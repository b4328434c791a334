from typing import Any

from portal.tenancy.policies import tenant_models
from tests import cast
from tests.guards.specimens import build_specimens


def test_every_tenant_table_has_rows_of_two_vendors_and_two_partners(fresh_database: Any) -> None:
    """The matrices below compare own with foreign rows, so there has to be one of each, in every table."""
    acme, globex = cast.look_up("acme"), cast.look_up("globex")

    made = build_specimens(acme, globex)

    assert len(made.keys) == 4 * len(tenant_models())
