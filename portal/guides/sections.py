"""Each app owns its section of the guide: its shape is a pydantic model registered here under the section's name."""

from portal.guides.figures import GuideModel
from portal.registry import Registry

GUIDE_SECTIONS: Registry[type[GuideModel]] = Registry("guide sections")


def guide_section(key: str, shape: type[GuideModel]) -> None:
    """Register the shape of section `[key]`. Raises where two apps want one name."""
    GUIDE_SECTIONS.register(key, shape)
