"""A company's tax id as it is kept: by it the same company is found again, however somebody spaced it (X-10)."""

LONGEST = 40


def plain_tax_id(typed: str) -> str:
    """Letters and digits alone, in capitals: `de 123-456` is DE123456."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())
