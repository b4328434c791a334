"""What waits while a figure of the partners' sections is unconfirmed, as the figures page says it (X-04)."""

from django.utils.translation import gettext_lazy as _

from portal.guides.queries.open_figures import blocks

blocks("applications", _("Going live; nothing stops afterwards: applications are asked and answered as proposed"))
blocks("agreements", _("Going live; nothing stops afterwards: agreements are signed, renewed and lapse as proposed"))
blocks("activation", _("Going live; nothing stops afterwards: partners are activated as proposed"))
blocks("people", _("Going live; nothing stops afterwards: people, certificates and their clocks count as proposed"))
blocks("papers", _("Going live; nothing stops afterwards: papers are asked, and good for as long, as proposed"))
blocks("doors", _("Going live; nothing stops afterwards: doors open and shut as proposed"))
