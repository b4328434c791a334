"""Marks a text for translation where Django may not be imported: `rules` and `states` speak plain English.

makemessages finds the call by its name; whoever shows the text passes it through gettext.
"""


def gettext_noop(text: str) -> str:
    return text
