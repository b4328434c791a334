"""What compliance registers with the ground: the section of the guide."""

from compliance.guide import DueDiligenceSection
from portal.guides.sections import guide_section

guide_section("due_diligence", DueDiligenceSection)
