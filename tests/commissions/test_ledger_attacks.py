"""Every way into the ledger that we could think of, as the application's own roles: each refused, for its own reason.

An attack is SQL run by one role (`vendor`, `partner` and so on are filled in). It must fail with the SQLSTATE and the
constraint that stands beside it, and leave the ledger as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from commissions.models import Account
from portal.tenancy import Role, acting_as
from tests.commissions.ledger_world import World, build_world, post

pytestmark = pytest.mark.django_db

LAW = "23514"
UNIQUE = "23505"
NOT_ALLOWED = "42501"

ENTRY = (
    "INSERT INTO commissions_entry (vendor_id, kind, source_key, request_hash, leg_count, effective_on, reason{more}) "
)
ONE = ENTRY.format(more="") + "VALUES ({vendor}, 'earning', '%s', sha256('x'), %d, '2026-10-31', '') RETURNING id"
LEG = "INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor) "


def entry_with(legs: str, *, count: int = 2, key: str = "attack") -> str:
    """An entry and its legs in one statement; a leg is (position, account, partner, currency, amount)."""
    return f"WITH e AS ({ONE % (key, count)}) {LEG}SELECT {{vendor}}, e.id, leg.* FROM e, (VALUES {legs}) AS leg"


GOOD = "(1, {expense}, NULL::bigint, 'USD', 100::bigint), (2, {payable}, {partner}, 'USD', -100::bigint)"


@dataclass(frozen=True)
class Attack:
    name: str
    sql: str
    state: str
    constraint: str | None = None
    role: str = "staff"
    words: str = ""


ATTACKS = [
    Attack("unbalanced", entry_with(GOOD.replace("-100", "-99")), LAW, "entry_is_balanced"),
    Attack("one leg", entry_with("(1, {expense}, NULL::bigint, 'USD', 100::bigint)"), LAW, "entry_is_balanced"),
    Attack("one leg declared", entry_with(GOOD, count=1), LAW, "entry_has_two_legs_or_more"),
    Attack("no legs", ONE % ("attack", 2), LAW, "entry_has_its_legs"),
    Attack(
        "balanced only across currencies",
        entry_with(
            "(1, {expense}, NULL::bigint, 'USD', 100::bigint), (2, {payable_eur}, {partner}, 'EUR', -100::bigint)"
        ),
        LAW,
        "entry_is_balanced",
    ),
    Attack(
        "fewer legs than declared",
        entry_with(GOOD, count=3),
        LAW,
        "entry_has_all_its_legs",
    ),
    Attack(
        "gap in the positions",
        entry_with(GOOD.replace("(2,", "(3,")),
        LAW,
        "entry_has_all_its_legs",
    ),
    Attack("same position twice", entry_with(GOOD.replace("(2,", "(1,")), UNIQUE, "leg_has_its_own_position"),
    Attack(
        "balanced legs later, same transaction",
        entry_with(GOOD)
        + "; "
        + LEG
        + "SELECT {vendor}, id, 3, {expense}, NULL::bigint, 'USD', 5 FROM commissions_entry "
        "WHERE source_key = 'attack' UNION ALL SELECT {vendor}, id, 4, {payable}, {partner}, 'USD', -5 "
        "FROM commissions_entry WHERE source_key = 'attack'",
        LAW,
        "entry_has_all_its_legs",
    ),
    Attack(
        "balanced legs for an entry that is not there",
        LEG + "VALUES ({vendor}, 999999999, 1, {expense}, NULL::bigint, 'USD', 5), "
        "({vendor}, 999999999, 2, {payable}, {partner}, 'USD', -5)",
        LAW,
        "leg_has_its_entry",
    ),
    Attack(
        "legs first, their entry in the next statement",
        LEG + "VALUES ({vendor}, 888888888, 1, {expense}, NULL::bigint, 'USD', 5), "
        "({vendor}, 888888888, 2, {payable}, {partner}, 'USD', -5); "
        "INSERT INTO commissions_entry (id, vendor_id, kind, source_key, request_hash, leg_count, effective_on, reason) "
        "VALUES (888888888, {vendor}, 'x', 'attack', '', 2, '2026-10-31', '')",
        LAW,
        "leg_has_its_entry",
    ),
    Attack("zero leg", entry_with(GOOD.replace("100::", "0::")), LAW, "leg_is_not_zero"),
    Attack(
        "overflow of an amount",
        entry_with("(1, {expense}, NULL::bigint, 'USD', 9223372036854775808), (2, {payable}, {partner}, 'USD', -1)"),
        "22003",
    ),
    Attack(
        "overflow that wraps to balance",
        entry_with(
            "(1, {expense}, NULL::bigint, 'USD', 9223372036854775807), (2, {payable}, {partner}, 'USD', 9223372036854775807), "
            "(3, {payable}, {partner}, 'USD', 2)",
            count=3,
        ),
        LAW,
        "entry_is_balanced",
    ),
    Attack(
        "account of another partner",
        entry_with(GOOD.replace("{payable}, {partner}", "{rival_payable}, {partner}")),
        LAW,
        "leg_fits_its_account",
    ),
    Attack(
        "account of another currency",
        entry_with(GOOD.replace("{payable}", "{payable_eur}")),
        LAW,
        "leg_fits_its_account",
    ),
    Attack(
        "account of another vendor",
        entry_with(GOOD.replace("{payable}, {partner}", "{foreign_payable}, {foreigner}")),
        LAW,
        "leg_fits_its_account",
    ),
    Attack(
        "account that is not there", entry_with(GOOD.replace("{payable}", "777777777")), LAW, "leg_fits_its_account"
    ),
    Attack(
        "entry of another vendor",
        (ONE % ("attack", 2)).replace("{vendor}", "{stranger}"),
        NOT_ALLOWED,
        None,
        words="row-level",
    ),
    Attack(
        "legs on another vendor's entry, as platform",
        LEG + "VALUES ({vendor}, {foreign_entry}, 1, {expense}, NULL::bigint, 'USD', 5), "
        "({vendor}, {foreign_entry}, 2, {payable}, {partner}, 'USD', -5)",
        LAW,
        "leg_has_its_entry",
        role="platform",
    ),
    Attack(
        "unbalanced, as platform", entry_with(GOOD.replace("-100", "-99")), LAW, "entry_is_balanced", role="platform"
    ),
    Attack(
        "reversal of another vendor's entry",
        ENTRY.format(more=", reverses_id")
        + "VALUES ({vendor}, 'reversal', 'attack', sha256('x'), 2, '2026-10-31', '', {foreign_entry})",
        "23503",
        "commissions_entry_reverses_same_vendor",
    ),
    Attack(
        "forged transaction id",
        ENTRY.format(more=", created_xid")
        + "VALUES ({vendor}, 'x', 'attack', sha256('x'), 2, '2026-10-31', '', '3'::xid8)",
        LAW,
        "entry_is_of_its_own_transaction",
    ),
    Attack("key used again", entry_with(GOOD, key="first"), UNIQUE, "entry_is_posted_once"),
    Attack(
        "reversal that does not mirror",
        (
            "WITH e AS ("
            + ENTRY.format(more=", reverses_id")
            + "VALUES ({vendor}, 'reversal', 'attack', sha256('x'), 2, "
            "'2026-10-31', '', {entry}) RETURNING id) " + LEG + "SELECT {vendor}, e.id, leg.* FROM e, (VALUES "
            "(1, {expense}, NULL::bigint, 'USD', -99::bigint), (2, {payable}, {partner}, 'USD', 99::bigint)) AS leg"
        ),
        LAW,
        "reversal_mirrors_its_entry",
    ),
    Attack(
        "reversal twice",
        "; ".join(
            "WITH e AS ("
            + ENTRY.format(more=", reverses_id")
            + f"VALUES ({{vendor}}, 'reversal', '{key}', sha256('x'), 2, "
            "'2026-10-31', '', {entry}) RETURNING id) " + LEG + "SELECT {vendor}, e.id, leg.* FROM e, (VALUES "
            "(1, {expense}, NULL::bigint, 'USD', -100::bigint), (2, {payable}, {partner}, 'USD', 100::bigint)) AS leg"
            for key in ("attack1", "attack2")
        ),
        UNIQUE,
        "entry_is_reversed_once",
    ),
    Attack("update of an amount", "UPDATE commissions_leg SET amount_minor = 1", NOT_ALLOWED, words="commissions_leg"),
    Attack(
        "update of an entry",
        "UPDATE commissions_entry SET effective_on = '2020-01-01'",
        NOT_ALLOWED,
        words="commissions_entry",
    ),
    Attack("moving legs to another entry", "UPDATE commissions_leg SET entry_id = entry_id + 1", NOT_ALLOWED),
    Attack("delete of legs", "DELETE FROM commissions_leg", NOT_ALLOWED),
    Attack("delete of an entry, as platform", "DELETE FROM commissions_entry", NOT_ALLOWED, role="platform"),
    Attack("truncate", "TRUNCATE commissions_leg, commissions_entry CASCADE", NOT_ALLOWED),
    Attack("select for update", "SELECT FROM commissions_entry FOR UPDATE", NOT_ALLOWED),
    Attack(
        "on conflict do update",
        (ONE % ("first", 2)).replace("RETURNING id", "ON CONFLICT (vendor_id, source_key) DO UPDATE SET leg_count = 9"),
        NOT_ALLOWED,
    ),
    Attack(
        "merge that updates",
        "MERGE INTO commissions_leg l USING (VALUES (1)) v (one) ON l.position = v.one "
        "WHEN MATCHED THEN UPDATE SET amount_minor = 7",
        NOT_ALLOWED,
    ),
    Attack(
        "merge that inserts a single leg",
        "MERGE INTO commissions_leg l USING (VALUES ({entry})) v (id) ON false WHEN NOT MATCHED THEN INSERT "
        "(vendor_id, entry_id, position, account_id, currency, amount_minor) VALUES ({vendor}, v.id, 9, {expense}, 'USD', 5)",
        LAW,
        "entry_is_balanced",
    ),
    Attack("copy from", "COPY commissions_leg FROM STDIN", "0A000"),
    Attack("copy to a program", "COPY commissions_leg TO PROGRAM 'cat'", NOT_ALLOWED, words="COPY"),
    Attack(
        "deferred constraints",
        "SET CONSTRAINTS ALL DEFERRED; " + entry_with(GOOD.replace("-100", "-99")),
        LAW,
        "entry_is_balanced",
    ),
    Attack(
        "constraint made deferrable",
        "ALTER TABLE commissions_leg ALTER CONSTRAINT leg_is_not_zero DEFERRABLE",
        NOT_ALLOWED,
    ),
    Attack("trigger disabled", "ALTER TABLE commissions_leg DISABLE TRIGGER prove_legs", NOT_ALLOWED),
    Attack("trigger dropped", "DROP TRIGGER prove_legs ON commissions_leg", NOT_ALLOWED),
    Attack(
        "law replaced",
        "CREATE OR REPLACE FUNCTION public.ledger_prove_legs() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NULL;END'",
        NOT_ALLOWED,
    ),
    Attack("row security disabled", "ALTER TABLE commissions_leg DISABLE ROW LEVEL SECURITY", NOT_ALLOWED),
    Attack(
        "row security switched off",
        "SET LOCAL row_security = off; SELECT * FROM commissions_leg",
        NOT_ALLOWED,
        words="row-level",
    ),
    Attack("replication role", "SET LOCAL session_replication_role = replica", NOT_ALLOWED),
    Attack(
        "pgtrigger.ignore",
        "SELECT set_config('pgtrigger.ignore', 'commissions_leg:prove_legs', true); "
        + entry_with(GOOD.replace("-100", "-99")),
        LAW,
        "entry_is_balanced",
    ),
    Attack(
        "vendor changed inside the statement",
        entry_with(GOOD).replace(
            "WITH e AS", "WITH s AS MATERIALIZED (SELECT set_config('portal.vendor', '{stranger}', true) AS v), e AS"
        )
        + ", s WHERE s.v <> ''",
        NOT_ALLOWED,
        words="row-level",
    ),
    Attack(
        "vendor changed after the rows, before the proof",
        entry_with(GOOD).replace("WITH e AS", "WITH e AS")
        + " RETURNING set_config('portal.vendor', CASE position WHEN 2 THEN '{stranger}' ELSE '{vendor}' END, true)",
        LAW,
        "entry_has_its_legs",
    ),
    Attack("rule", "CREATE RULE swallow AS ON INSERT TO commissions_leg DO INSTEAD NOTHING", NOT_ALLOWED),
    Attack("view", "CREATE VIEW public.legs AS SELECT * FROM commissions_leg", NOT_ALLOWED),
    Attack(
        "temporary view that updates",
        "CREATE TEMP VIEW legs AS SELECT * FROM commissions_leg; UPDATE legs SET amount_minor = 1",
        NOT_ALLOWED,
    ),
    Attack("table that inherits", "CREATE TEMP TABLE legs () INHERITS (commissions_leg)", NOT_ALLOWED),
    Attack(
        "partition attached",
        "CREATE TEMP TABLE legs (LIKE commissions_leg); ALTER TABLE legs INHERIT commissions_leg",
        NOT_ALLOWED,
    ),
    Attack(
        "temporary table in front of the ledger",
        "CREATE TEMP TABLE commissions_leg AS SELECT {vendor}::bigint AS vendor_id, 555::bigint AS entry_id, 1 AS position; "
        "INSERT INTO public.commissions_entry (id, vendor_id, kind, source_key, request_hash, leg_count, effective_on, reason) "
        "VALUES (555, {vendor}, 'x', 'attack', '', 2, '2026-10-31', '')",
        LAW,
        "entry_has_its_legs",
    ),
    Attack(
        "writable CTE that splits the legs",
        f"WITH e AS ({ONE % ('attack', 2)}), a AS ({LEG}SELECT {{vendor}}, e.id, 1, {{expense}}, NULL, 'USD', 100 FROM e) "
        f"{LEG}SELECT {{vendor}}, e.id, 2, {{payable}}, {{partner}}, 'USD', -99 FROM e",
        LAW,
        "entry_is_balanced",
    ),
    Attack(
        "writable CTE that deletes",
        "WITH gone AS (DELETE FROM commissions_leg RETURNING *) SELECT count(*) FROM gone",
        NOT_ALLOWED,
    ),
    Attack(
        "savepoint that swallows the refusal",
        "DO $do$ BEGIN BEGIN "
        + entry_with(GOOD.replace("-100", "-99")).replace("WITH e", "WITH e", 1)
        + "; EXCEPTION WHEN check_violation THEN NULL; END; IF NOT EXISTS (SELECT FROM commissions_entry WHERE "
        "source_key = 'attack') THEN RAISE EXCEPTION 'nothing was left behind' USING ERRCODE = 'P0099'; END IF; END $do$",
        "P0099",
    ),
    Attack(
        "function that posts half",
        "CREATE FUNCTION pg_temp.half() RETURNS bigint LANGUAGE sql AS $f$ "
        + (ONE % ("attack", 2))
        + " $f$; "
        + LEG
        + "SELECT {vendor}, half.id, leg.* FROM pg_temp.half() AS half (id), (VALUES "
        + GOOD
        + ") AS leg",
        LAW,
        "entry_has_its_legs",
    ),
    Attack("account moved to another partner", "UPDATE commissions_account SET partner_id = {rival}", NOT_ALLOWED),
    Attack("posting as the partner", entry_with(GOOD), NOT_ALLOWED, role="partner", words="commissions_leg"),
    Attack(
        "leg as the partner",
        LEG + "VALUES ({vendor}, {entry}, 9, {payable}, {partner}, 'USD', 5)",
        NOT_ALLOWED,
        role="partner",
        words="commissions_leg",
    ),
    Attack("posting as a visitor", entry_with(GOOD), NOT_ALLOWED, role="visitor"),
    Attack("posting as the bare login", entry_with(GOOD), NOT_ALLOWED, role="login"),
    Attack("becoming the owner", "SET LOCAL ROLE portal_owner", NOT_ALLOWED),
]


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def names(world: World) -> dict[str, int]:
    with acting_as(Role.STAFF, vendor=world.stranger):
        theirs = post(world.foreigner, key="theirs")
        foreign_payable = Account.objects.get(kind="payable").pk
    with acting_as(Role.STAFF, vendor=world.vendor):
        entry = post(world.partner, key="first").entry_id
        post(world.rival, key="rival")
        post(world.partner, key="euro", currency="EUR")
        accounts = {(a.kind, a.partner_id, a.currency): a.pk for a in Account.objects.all()}
    return {
        "vendor": world.vendor, "partner": world.partner, "rival": world.rival,
        "stranger": world.stranger, "foreigner": world.foreigner, "entry": entry, "foreign_entry": theirs.entry_id,
        "expense": accounts["expense", None, "USD"], "payable": accounts["payable", world.partner, "USD"],
        "payable_eur": accounts["payable", world.partner, "EUR"],
        "rival_payable": accounts["payable", world.rival, "USD"], "foreign_payable": foreign_payable,
    }  # fmt: skip


def scope_of(role: str, world: World):  # type: ignore[no-untyped-def]
    if role == "login":
        return transaction.atomic()
    if role == "platform":
        return acting_as(Role.PLATFORM)
    partner = world.partner if role == "partner" else None
    return acting_as(Role(role), vendor=world.vendor, partner=partner)


def ledger_now() -> Iterator[object]:
    with acting_as(Role.PLATFORM), connection.cursor() as cursor:
        for table in ("entry", "leg", "account"):
            cursor.execute(f"SELECT * FROM commissions_{table} ORDER BY id")
            yield cursor.fetchall()


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name.replace(" ", "-") for attack in ATTACKS])
def test_attack_is_refused_for_its_own_reason(attack: Attack, world: World, names: dict[str, int]) -> None:
    before = list(ledger_now())

    with pytest.raises(DatabaseError) as refused:
        run(attack, world, names)

    cause = refused.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert (cause.sqlstate, cause.diag.constraint_name) == (attack.state, attack.constraint)
    assert attack.words in str(cause)
    assert list(ledger_now()) == before


def run(attack: Attack, world: World, names: dict[str, int]) -> None:
    with scope_of(attack.role, world), connection.cursor() as cursor:
        for statement in split(attack.sql.format(**names)):
            cursor.execute(statement)


def split(sql: str) -> list[str]:
    """Statements one by one; a quoted body stays whole."""
    if "$do$" in sql:
        return [sql]
    if "$f$" in sql:
        head, body, tail = sql.split("$f$")
        rest = tail.removeprefix("; ")
        return [f"{head}$f${body}$f$", rest]
    return sql.split("; ")


def test_attacks_are_enough_and_differ() -> None:
    assert len(ATTACKS) >= 25
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


def test_good_entry_of_the_matrix_is_accepted(world: World, names: dict[str, int]) -> None:
    """Otherwise the attacks might fail for a mistake in their own SQL."""
    with acting_as(Role.STAFF, vendor=world.vendor), connection.cursor() as cursor:
        cursor.execute(entry_with(GOOD).format(**names))
        assert cursor.rowcount == 2
