"""Who may do what with the records of partners (X-06)."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import CHANNEL_MANAGER, PROGRAM_ADMIN, declare_right

declare_right(
    "partners.import", _("Import people, certificates, trainings and countries"), {CHANNEL_MANAGER, PROGRAM_ADMIN}
)
