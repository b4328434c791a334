"""Who may manage people, keys and the vendor itself, and what the audit trail says about it."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import EVERYONE, PARTNER_ADMIN, PROGRAM_ADMIN, declare_right
from portal.audit.kinds import audit_kind
from portal.shell.registries import navigation_entry, settings_entry

declare_right("people.manage", _("Invite, suspend and change people"), {PARTNER_ADMIN, PROGRAM_ADMIN})
declare_right("keys.manage", _("Make and revoke one's own API keys"), EVERYONE)
declare_right("rights.see", _("Read the table of rights"), {PROGRAM_ADMIN})
declare_right("vendor.manage", _("Change name, looks and address, and go live"), {PROGRAM_ADMIN})

audit_kind("person.invited", _("invited a person"))
audit_kind("person.joined", _("accepted an invitation"))
audit_kind("invitation.withdrawn", _("withdrew an invitation"))
audit_kind("person.suspended", _("suspended a person"))
audit_kind("person.resumed", _("let a suspended person in again"))
audit_kind("person.ended", _("ended a membership"))
audit_kind("person.role_changed", _("changed a person's role"))
audit_kind("key.made", _("made an API key"))
audit_kind("key.revoked", _("revoked an API key"))
audit_kind("vendor.created", _("created the vendor"))
audit_kind("vendor.settings_changed", _("changed the vendor's settings"))
audit_kind("vendor.brand_changed", _("changed the vendor's name or looks"))
audit_kind("vendor.moved", _("changed the vendor's address"))
audit_kind("vendor.went_live", _("took the vendor live"))

navigation_entry(
    "settings", label=_("Settings"), icon="settings", url_name="settings:index", right="keys.manage", order=900
)
settings_entry(
    "people",
    label=_("People"),
    line=_("Who may come in, and as what"),
    icon="people",
    url_name="settings:people",
    right="people.manage",
    order=10,
)
settings_entry(
    "roles",
    label=_("Roles"),
    line=_("What each role may do, on one screen"),
    icon="shield",
    url_name="settings:roles",
    right="rights.see",
    order=20,
)
settings_entry(
    "keys",
    label=_("API keys"),
    line=_("For programs that work in your name"),
    icon="key",
    url_name="settings:keys",
    right="keys.manage",
    order=30,
)
settings_entry(
    "vendor",
    label=_("Name, looks and address"),
    line=_("And time zone, currencies, sender of mails"),
    icon="building",
    url_name="settings:vendor",
    right="vendor.manage",
    order=40,
)
settings_entry(
    "go-live",
    label=_("Going live"),
    line=_("What has to be settled before anything counts for real"),
    icon="flag",
    url_name="settings:go-live",
    right="vendor.manage",
    order=50,
)
