"""Who may download files; a purpose may ask for a right of its own beside."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import EVERYONE, declare_right

declare_right("files.download", _("Download files one may see"), EVERYONE, while_waiting=True, after_end=True)
