"""Who may do what with the records of partners (X-06), and the files they come in."""

from django.utils.translation import gettext_lazy as _

from partners.sheets import LARGEST_FILE
from portal.accounts.rights import (
    CHANNEL_MANAGER,
    COMPLIANCE,
    PARTNER_ADMIN,
    PARTNERS,
    PROGRAM_ADMIN,
    STAFF,
    declare_right,
)
from portal.audit.kinds import audit_kind
from portal.files.purposes import file_purpose
from portal.files.types import Type

RECORDS_FILE = "partner_records"
APPLICATION_DOCUMENT = "application_document"

declare_right("partners.see", _("See partners and what is known of them"), STAFF)
declare_right("partners.follow", _("Work with partners every day"), {CHANNEL_MANAGER, COMPLIANCE, PROGRAM_ADMIN})
declare_right("partners.look_after", _("Look after partners as their channel manager"), {CHANNEL_MANAGER})
declare_right(
    "principals.see",
    _("See owners and executives of partners"),
    {PARTNER_ADMIN, CHANNEL_MANAGER, COMPLIANCE, PROGRAM_ADMIN},
)
declare_right(
    "principals.keep",
    _("Record who owns and leads partners, and what their papers say; a partner's own changes wait"),
    {PARTNER_ADMIN, CHANNEL_MANAGER, COMPLIANCE, PROGRAM_ADMIN},
)
declare_right(
    "principals.confirm", _("Confirm what partners say of their own company"), {CHANNEL_MANAGER, PROGRAM_ADMIN}
)
declare_right("regions.manage", _("Say which channel manager serves which countries and partners"), {PROGRAM_ADMIN})
declare_right("deciders.manage", _("Say who sits in the groups that decide about applications"), {PROGRAM_ADMIN})
declare_right("company.see", _("See what the vendor knows of the own company"), PARTNERS)
declare_right(
    "partners.import",
    _("Import people, certificates, trainings, countries and figures"),
    {CHANNEL_MANAGER, PROGRAM_ADMIN},
)
file_purpose(
    RECORDS_FILE, types={Type.CSV}, limit=LARGEST_FILE, label=_("Records of partners"), right="partners.import"
)
declare_right(
    "colleagues.see", _("See the people of partners"), {*PARTNERS, CHANNEL_MANAGER, COMPLIANCE, PROGRAM_ADMIN}
)
declare_right("colleagues.follow", _("Work with the people of partners every day"), {*PARTNERS, CHANNEL_MANAGER})
declare_right(
    "colleagues.keep",
    _("Keep the people of a partner: posts, leavers, exams booked"),
    {PARTNER_ADMIN, CHANNEL_MANAGER, PROGRAM_ADMIN},
)
declare_right("colleagues.certify", _("Record certificates and trainings"), {CHANNEL_MANAGER, PROGRAM_ADMIN})
audit_kind("region.served", _("gave countries to a channel manager"))
audit_kind("region.ended", _("ended what a channel manager serves"))
audit_kind("seat.given", _("seated somebody in an approval group"))
audit_kind("seat.ended", _("ended a seat in an approval group"))
audit_kind("partner.manager_assigned", _("gave the partner a channel manager"))
audit_kind("company.owner_added", _("recorded an owner of the company"))
audit_kind("company.share_changed", _("recorded another share of an owner"))
audit_kind("company.owner_ended", _("recorded that somebody is an owner no more"))
audit_kind("company.executive_added", _("recorded an executive of the company"))
audit_kind("company.executive_ended", _("recorded that somebody is an executive no more"))
audit_kind("company.fact_changed", _("recorded what the company's papers say now"))
audit_kind("colleague.added", _("added a person"))
audit_kind("colleague.moved", _("gave a person another post"))
audit_kind("colleague.left", _("recorded that a person leaves"))
audit_kind("exam.booked", _("booked an exam"))
audit_kind("certificate.recorded", _("recorded a certificate"))
audit_kind("certificate.withdrawn", _("withdrew a certificate"))
audit_kind("training.recorded", _("recorded a training"))
audit_kind("records.received", _("brought in records of partners"))

declare_right("applications.see", _("See applications of companies"), {CHANNEL_MANAGER, PROGRAM_ADMIN, COMPLIANCE})
declare_right(
    "applications.decide",
    _("Decide applications, ask applicants, handle attached ones separately"),
    {CHANNEL_MANAGER, PROGRAM_ADMIN},
)
declare_right("applications.queue", _("Work through the queue of applications"), {CHANNEL_MANAGER})
audit_kind("application.moved", _("moved the application"))
audit_kind("application.asked", _("asked the applicant for more"))
audit_kind("application.answered", _("answered what was asked about the application"))
file_purpose(
    APPLICATION_DOCUMENT,
    types={Type.PDF, Type.PNG, Type.JPEG},
    label=_("Documents of applications"),
    right="applications.see",
)
