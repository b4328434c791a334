"""What can be done on a partner's tier page, in the order in which it is offered."""

from tiering.acts.base import Act
from tiering.acts.claims import CLAIMS
from tiering.acts.exceptions import EXCEPTIONS
from tiering.acts.recovery import RECOVERY
from tiering.acts.standing import STANDING

ACTS: tuple[Act, ...] = (*EXCEPTIONS, *RECOVERY, *STANDING, *CLAIMS)

__all__ = ["ACTS", "Act"]
