"""What the guide itself needs before an approval: a yes without which nobody is let in (S-DEF-01, G-CAT-05)."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.gates import Open, application_gate
from partners.models import Application
from partners.queries.programs import guide_for, section_of


@application_gate("needed_answers", label=_("What the program needs"), moments=["approval"])
def needed_answers(application: Application) -> list[Open]:
    """Questions whose yes is needed and was not given."""
    guide = guide_for(application, timezone.now())
    section = section_of(guide) if guide else None
    if section is None:
        return []
    language = get_language() or "en"
    asked = section.asked_of(application.category).items()
    return [
        Open(_("Not answered with yes: %(question)s") % {"question": question.text.within(language)})
        for key, question in asked
        if question.needed and application.answers.get(key) != "yes"
    ]


@application_gate("answer", label=_("Answer to a question"), moments=["approval"])
def answer_waited_for(application: Application) -> list[Open]:
    """A question that the applicant has not answered yet."""
    return [Open(_("A question is not answered yet."), "applicant")] if application.asked_at else []
