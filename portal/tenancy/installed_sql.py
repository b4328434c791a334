"""Laws that are plain SQL, installed by migrations with their reverse beside them."""

from importlib import import_module
from pathlib import Path

from django.db.migrations.operations import RunSQL


def installed_sql(app: str, name: str) -> RunSQL:
    """The operation that runs `<app>/sql/<name>.sql`, and `<name>.reverse.sql` backwards. Never edit a file that was released."""
    folder = Path(str(import_module(app).__file__)).parent / "sql"
    return RunSQL((folder / f"{name}.sql").read_text(), (folder / f"{name}.reverse.sql").read_text())


def append_only(*tables: str) -> RunSQL:
    """The operation that refuses UPDATE, DELETE and TRUNCATE on `tables`, for the owner too."""
    forward = "".join(
        f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only(); ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER append_only;'
        for table in tables
    )
    return RunSQL(forward, "".join(f'DROP TRIGGER append_only ON "{table}";' for table in tables))
