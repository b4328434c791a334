"""What a run left behind, as bytes that two runs can be compared by.

A query selects business columns only: no surrogate ids, no clocks, no attempts; a reference is written as the natural key
of what it points to. Rows are sorted as text, so the order in which they were written does not count.
"""

from collections.abc import Mapping

import psycopg

from portal.embedded.postgres import role_prefix


def canonical_export(owner_url: str, queries: Mapping[str, str]) -> bytes:
    """Every query's rows over all vendors, a line for each, under the query's name."""
    lines: list[str] = []
    with psycopg.connect(owner_url) as connection:
        connection.execute(f'SET ROLE "{role_prefix()}_platform"'.encode())
        for name, query in queries.items():
            rows = sorted("\t".join(map(str, row)) for row in connection.execute(query.encode()).fetchall())
            lines += [f"# {name}: {len(rows)}", *rows]
    return "\n".join(lines).encode()


def difference(ours: bytes, expected: bytes, *, most: int = 10) -> str:
    """What is lost and what is there twice, for the message of a drill that failed."""
    mine, theirs = ours.decode().splitlines(), expected.decode().splitlines()
    lost = [line for line in theirs if mine.count(line) < theirs.count(line)]
    more = [line for line in mine if mine.count(line) > theirs.count(line)]
    return f"{len(lost)} lines lost {lost[:most]}, {len(more)} lines too many {more[:most]}"
