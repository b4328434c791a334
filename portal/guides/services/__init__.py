"""Every write of guides: programs, drafts, publication, figures of a year."""

from portal.guides.queries import Guide, guide_on
from portal.guides.services.publication import accept_guide, create_program, publish_guide

__all__ = ["Guide", "accept_guide", "create_program", "guide_on", "publish_guide"]
