"""The refusal of a file, in words for the person who chose it. No Django here."""


class FileRefused(ValueError):
    """A file that the portal does not take."""
