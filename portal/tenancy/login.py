"""Refuses to run as a database login that could see past row security."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.tenancy.roles import CHOSEN, role_name

_FLAGS = """
SELECT rolsuper, rolbypassrls,
       EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p')),
       (SELECT count(*) FROM unnest(%s::text[]) AS chosen WHERE pg_has_role(current_user, to_regrole(chosen), 'USAGE')),
       (SELECT datlocprovider::text || ':' || coalesce(datlocale, '') FROM pg_database WHERE datname = current_database())
FROM pg_roles WHERE rolname = current_user
"""
LOCALE = "b:C.UTF-8"
_checked: set[str] = set()


def check_login(connection: Any, **_: Any) -> None:
    """Raise ImproperlyConfigured for a superuser, a BYPASSRLS role, a table owner, an heir of a role, or another locale.

    Once for each database of a process. The owner is let through where settings say that this is an owner's command.
    """
    name = str(connection.settings_dict["NAME"])
    if settings.AS_OWNER or name in _checked:
        return
    with connection.cursor() as cursor:
        cursor.execute(_FLAGS, [[role_name(role) for role in CHOSEN]])
        superuser, bypasses, owns, inherits, locale = cursor.fetchone()
    wrong = {
        "is superuser": superuser,
        "bypasses row security": bypasses,
        "owns tables": owns,
        "inherits a role it should have to choose": inherits,
        f"works in a database with the locale {locale} instead of {LOCALE}": locale != LOCALE,
    }
    if found := [reason for reason, is_so in wrong.items() if is_so]:
        raise ImproperlyConfigured(
            f"The database login {' and '.join(found)}. Run manage.py roles, and see README, Database."
        )
    _checked.add(name)
