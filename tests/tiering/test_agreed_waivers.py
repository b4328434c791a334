"""A deviation of a signed agreement reaches the scorecard at activation (G-GEN-05)."""

from datetime import date

import pytest

from partners.models import Enrolment
from partners.services.agreements.papers import Deviation, add_deviation
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.signing import (
    NOW,
    actor_of,
    admin_of,
    admit,
    agreements_of,
    program_of,
    publish,
    sign,
    waiting_partner,
)
from tiering.models import RequirementWaiver
from tiering.services.agreed_waivers import waive_as_agreed


@pytest.mark.rule("G-GEN-05", "X-08")
def test_requirement_that_the_agreement_waives_is_waived_from_activation_to_its_end(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        program, admin, manager = (
            program_of("gpn-2014"),
            actor_of(acme, "program_admin"),
            actor_of(acme, "channel_manager"),
        )
        for key in ("master", "schedule_var", "code_of_conduct"):
            publish(program, key, by=admin)
        admission = admit(waiting_partner(), program, "VAR")
        sent = agreements_of(admission)
        for subject in ("gcps", "nothing_known"):
            said = Deviation("G-MIX-01", "requirement", "2", "none", "Agreed.", subject=subject, waives=True)
            add_deviation(sent["master"].pk, deviation=said, by=manager, at=NOW)
        nora = admin_of(admission.partner, acme)
        for key, agreement in sent.items():
            sign(agreement, nora)
            if key != "code_of_conduct":
                sign(agreement, admin)

        waiver = RequirementWaiver.objects.get(partner_id=admission.partner_id)
        again = waive_as_agreed(Enrolment.objects.get(partner_id=admission.partner_id), on=NOW.date())

    assert (waiver.requirement, waiver.author_id) == ("gcps", manager.membership_id)
    assert (waiver.period.lower, waiver.period.upper) == (date(2026, 11, 20), date(2027, 11, 20))
    assert waiver.reason.startswith(sent["master"].number)
    assert again == []
