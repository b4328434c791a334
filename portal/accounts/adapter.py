"""allauth's adapter: nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """People come by invitation."""

    def is_open_for_signup(self, request: Any) -> bool:
        """No."""
        return False
