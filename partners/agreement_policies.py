"""Who may do what with agreements and activation (X-06, section P), their files, and what the trail says."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import (
    CHANNEL_MANAGER,
    COMPLIANCE,
    EVERYONE,
    FINANCE,
    PARTNER_ADMIN,
    PARTNERS,
    PROGRAM_ADMIN,
    declare_right,
)
from portal.audit.kinds import audit_kind
from portal.files.purposes import MEGABYTE, file_purpose
from portal.files.types import Type

declare_right("agreements.see", _("See agreements"), EVERYONE, while_waiting=True, after_end=True)
declare_right("agreements.sign", _("Sign agreements"), {PARTNER_ADMIN, PROGRAM_ADMIN}, while_waiting=True)
declare_right(
    "agreements.follow", _("Follow the way to being active"), PARTNERS, while_waiting=True, while_active=False
)
declare_right("agreements.keep", _("Read own agreements after the end"), PARTNERS, while_active=False, after_end=True)
declare_right("agreements.manage", _("Send, renew and end agreements, upload papers"), {CHANNEL_MANAGER, PROGRAM_ADMIN})
declare_right("partners.terminate", _("End a partnership by its master agreement"), {PROGRAM_ADMIN})
declare_right("agreements.check", _("Check signed papers"), {CHANNEL_MANAGER, PROGRAM_ADMIN, COMPLIANCE})
declare_right("agreements.write", _("Write and publish agreement texts"), {PROGRAM_ADMIN})
declare_right("fees.record", _("Record fees for taking part"), {FINANCE})

file_purpose("agreement_text", types={Type.PDF}, limit=10 * MEGABYTE, label=_("Agreement text"), right="agreements.see")
file_purpose(
    "agreement_pdf", types={Type.PDF}, limit=20 * MEGABYTE, label=_("Executed agreement"), right="agreements.see"
)
file_purpose(
    "agreement_paper",
    types={Type.PDF, Type.PNG, Type.JPEG},
    limit=20 * MEGABYTE,
    label=_("Signed paper"),
    right="agreements.see",
)
file_purpose("certificate_pdf", types={Type.PDF}, limit=5 * MEGABYTE, label=_("Certificate"), right="agreements.see")

audit_kind("agreement_text.written", _("wrote an agreement text"))
audit_kind("agreement_text.published", _("published an agreement text"))
audit_kind("agreement.sent", _("sent an agreement"))
audit_kind("agreement.signed", _("signed an agreement"))
audit_kind("agreement.moved", _("moved an agreement"))
audit_kind("agreement.renewed", _("renewed an agreement"))
audit_kind("agreement.notice", _("gave notice of an agreement"))
audit_kind("agreement.deviation", _("named a deviation of an agreement"))
audit_kind("admission.opened", _("began the admission"))
audit_kind("admission.conditions", _("set the conditions of the admission"))
audit_kind("admission.closed", _("gave the admission up"))
audit_kind("admission.task_done", _("ticked a task of a new partner"))
audit_kind("partner.activated", _("activated the partner"))
audit_kind("partner.moved", _("changed the standing of the partner"))
audit_kind("fee.recorded", _("recorded a fee for taking part"))
audit_kind("fee.taken_back", _("took back a recorded fee"))
