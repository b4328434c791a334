"""`name__begins_with="Ab"`: a prefix that an index answers behind row security too.

LIKE, which `startswith` becomes, may tell what it saw in an error, so PostgreSQL will not try it on rows that a policy may
hide and reads the table whole. `^@` is known to be silent.
"""

from typing import Any

from django.db.models import CharField, Lookup


@CharField.register_lookup
class BeginsWith(Lookup):
    lookup_name = "begins_with"
    prepare_rhs = True

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", [*left_values, *right_values]
