"""What can be done on a partner's tier page, in the order in which it is offered."""

from portal.shell.acts import Act
from tiering.acts.claims import CLAIMS
from tiering.acts.exceptions import EXCEPTIONS
from tiering.acts.recovery import RECOVERY
from tiering.acts.reviews import REVIEWS
from tiering.acts.standing import STANDING
from tiering.queries.desk import Desk

ACTS: tuple[Act[Desk], ...] = (*REVIEWS, *EXCEPTIONS, *RECOVERY, *STANDING, *CLAIMS)
