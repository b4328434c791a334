"""The whole matrix of endpoints: those who may not use one, too, ask for everybody's records."""

import logging

from django.test.utils import override_settings

from tests.guards.test_endpoint_matrix import ask_matrix, build_stage, members_endpoints


def drill_endpoint_matrix(seed: int) -> dict[str, object]:
    """Every endpoint, every role, every record."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    endpoints = members_endpoints()
    with override_settings(ALLOWED_HOSTS=["testserver", "localhost"]):
        asked, leaks = ask_matrix(build_stage(), endpoints, seed=seed)
    assert "\n".join(leaks) == ""
    return {"endpoints": len(endpoints), "requests": asked}
