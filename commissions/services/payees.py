"""Who is paid and where: partners propose, a second person on the vendor's side confirms (F-PAY-01).

An account is sealed to its row. A changed account comes into force after a cool-down, and the people who knew the old one
are told twice: when it is proposed and when it is confirmed.
"""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from commissions.bank_accounts import PlainAccount, read_account
from commissions.models import Payee, PayoutMethod
from commissions.queries.payees import SEAL, account_of, method_in_force, newest_confirmed
from commissions.queries.paying_programs import cool_down
from commissions.services.payee_notices import tell_account_confirmed, tell_account_proposed
from partners.models import Partner
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.countries import COUNTRIES
from portal.crypto import SealBroken, encrypt
from portal.currencies import is_active
from portal.problems import Conflict, Refusal
from portal.tenancy.context import current_vendor_id


@transaction.atomic
def propose_payee(
    *, partner: Partner, legal_name: str, country: str, us_person: bool, currency: str, by: Actor | None
) -> Payee:
    """Name the legal entity that is paid in a currency. Raises Conflict where one is named already."""
    legal_name = " ".join(legal_name.split())
    if not legal_name:
        raise Refusal(_("Enter the legal name, as the tax form has it."), field="legal_name")
    if country not in COUNTRIES:
        raise Refusal(_("Enter the country's code of two letters, such as US."), field="country")
    if not is_active(currency):
        raise Refusal(_("Enter a currency code, such as USD."), field="currency")
    try:
        with transaction.atomic():
            payee: Payee = Payee.objects.create(
                partner=partner, legal_name=legal_name, country=country, us_person=us_person, currency=currency
            )
    except IntegrityError as error:
        if "partner_has_one_default_payee" in str(error):
            raise Conflict(_("Somebody is paid in this currency already."), field="currency") from None
        raise
    record("payee.named", by=by, subject=payee, partner_id=partner.pk)
    return payee


@transaction.atomic
def propose_method(*, payee: Payee, kind: str, account: str, bank_code: str = "", by: Actor | None) -> PayoutMethod:
    """Propose where a payee's money goes. It has no effect until somebody else confirms it.

    Raises Refusal for an account that cannot be one, Conflict where another one waits for confirmation.
    """
    plain = read_account(kind=kind, account=account, bank_code=bank_code)
    before = newest_confirmed(payee)
    try:
        with transaction.atomic():
            method = _seal(payee, plain, by=by)
    except IntegrityError as error:
        if "payee_proposes_one_method_at_a_time" in str(error):
            raise Conflict(_("An account waits for confirmation already."), field="account") from None
        raise
    record("payee.account_proposed", by=by, subject=method, partner_id=payee.partner_id, account_kind=kind)
    if before is not None:
        tell_account_proposed(payee, method=method, before=before)
    return method


def _seal(payee: Payee, plain: PlainAccount, *, by: Actor | None) -> PayoutMethod:
    """The id is drawn first: the account is sealed to it, so that it opens in no other row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('commissions_payoutmethod_id_seq')")
        row_id = int(cursor.fetchone()[0])
    method: PayoutMethod = PayoutMethod.objects.create(
        pk=row_id,
        payee=payee,
        partner_id=payee.partner_id,
        kind=plain.kind,
        account=encrypt(plain.account, vendor_id=current_vendor_id(), row_id=row_id, **SEAL),
        bank_code=plain.bank_code,
        hint=plain.hint,
        proposed_by_id=by.membership_id if by else None,
    )
    return method


@transaction.atomic
def confirm_method(method: PayoutMethod, *, by: Actor, now: datetime) -> PayoutMethod:
    """Put a proposed account in force: at once where it is the first, after the cool-down where it replaces another.

    Raises Refusal for the person who proposed it and for a key, Conflict where it was decided meanwhile.
    """
    if by.key_id is not None:
        # Two stolen keys would be enough to lead money away: a person compares the account with its letter.
        raise Refusal(
            _("A person confirms accounts, freshly signed in: a key may only refuse one."), code="needs-a-person"
        )
    method = _open_method(method.pk)
    if method.proposed_by_id == by.membership_id:
        raise Refusal(_("Whoever proposed an account cannot confirm it."), code="four-eyes")
    before = method_in_force(method.payee, at=now)
    starts = now if before is None else now + cool_down(now)
    if before is not None:
        before.period = DateTimeTZRange(before.period.lower, starts)
        before.save(update_fields=["period"])
    PayoutMethod.objects.filter(payee=method.payee, period__startswith__gt=now).update(period=None)
    method.confirmed_at, method.confirmed_by_id = now, by.membership_id
    method.period = DateTimeTZRange(starts, None)
    method.save(update_fields=["confirmed_at", "confirmed_by", "period"])
    record("payee.account_confirmed", by=by, subject=method, partner_id=method.partner_id, starts=starts)
    if before is not None:
        tell_account_confirmed(method.payee, method=method, before=before)
    return method


@transaction.atomic
def refuse_method(method: PayoutMethod, *, reason: str, by: Actor, now: datetime) -> PayoutMethod:
    """Refuse a proposed account; the one in force stays. Raises Conflict where it was decided meanwhile."""
    if not reason.strip():
        raise Refusal(_("Say why: the partner will read it."), field="reason")
    method = _open_method(method.pk)
    method.refused_at, method.reason = now, reason.strip()[:300]
    method.save(update_fields=["refused_at", "reason"])
    record("payee.account_refused", by=by, subject=method, partner_id=method.partner_id)
    return method


def _open_method(method_id: int) -> PayoutMethod:
    Payee.objects.select_for_update(of=("self",)).get(
        pk=PayoutMethod.objects.values_list("payee_id").get(pk=method_id)[0]
    )
    method: PayoutMethod = PayoutMethod.objects.select_related("payee").get(pk=method_id)
    if method.confirmed_at is not None or method.refused_at is not None:
        raise Conflict(_("Somebody decided this already."))
    return method


def show_account(method: PayoutMethod, *, by: Actor) -> str:
    """The account in the clear, for whoever compares it with the letter; every look is written down.

    Raises Conflict where it cannot be opened with the keys of this installation.
    """
    record("payee.account_shown", by=by, subject=method, partner_id=method.partner_id)
    try:
        return account_of(method)
    except SealBroken:
        raise Conflict(
            _("This account was sealed under another key. Ask the operator for it, or send the account back."),
            code="seal-broken",
        ) from None
