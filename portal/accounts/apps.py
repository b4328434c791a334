import logging
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed

logger = logging.getLogger("portal.sign_in")


def note_sign_in(*, user: Any, **_: Any) -> None:
    """Who signed in, by id."""
    logger.info("user %s signed in", user.pk)


def note_refusal(**_: Any) -> None:
    """That somebody was refused; never what was typed."""
    logger.warning("a sign-in was refused")


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to sign-ins and to second factors."""
        from allauth.mfa.signals import authenticator_added

        from portal.accounts import policies, sessions, shell
        from portal.tenancy import checks

        assert policies
        assert shell
        assert checks
        user_logged_in.connect(sessions.begin_session, dispatch_uid="portal.begin_session")
        user_logged_in.connect(note_sign_in, dispatch_uid="portal.note_sign_in")
        user_login_failed.connect(note_refusal, dispatch_uid="portal.note_refusal")
        authenticator_added.connect(sessions.end_other_sessions, dispatch_uid="portal.end_other_sessions")
