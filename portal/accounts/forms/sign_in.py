"""The form of mail and password."""

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """From the mail the next key goes to the password: the way to a forgotten one stands below the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
