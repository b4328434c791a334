"""A POST that moves money or state names itself with an Idempotency-Key: sent again, it answers again and does nothing.

The answer is written after the use case, in the transaction of its effect: a kill leaves both or neither. The use case
has a savepoint of its own, so a refused one leaves nothing but its answer. What failed with a 5xx leaves no answer
either, since nothing was done: the same key may try again.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.actor import Actor
from portal.api.models import IdempotencyKey
from portal.problems import Conflict, Refusal

Handler = Callable[..., HttpResponseBase]
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class KeyMissing(APIException):
    status_code = 400
    default_code = "idempotency-key-missing"
    default_detail = "Send a header Idempotency-Key: 1 to 200 visible characters, new for each thing you want done."


def idempotent(handler: Handler) -> Handler:
    """Above `post` of an API view."""

    @wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor: Actor = request.user  # type: ignore[assignment]
        key = _key_of(request)
        digest = _digest_of(request)
        _refuse_twins(actor, key)
        if kept := IdempotencyKey.objects.filter(membership_id=actor.membership_id, key=key).first():
            return _replay(kept, digest)
        response = _answer(handler, view, request, *args, **kwargs)
        if response.status_code < 500:
            _keep(response, actor=actor, key=key, digest=digest)
        return response

    once.idempotent = True  # type: ignore[attr-defined]
    return once


def _key_of(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise KeyMissing
    return key


def _digest_of(request: Request) -> bytes:
    """Of method, path and body: the same key with anything else in it is a mistake of the caller."""
    asked = request._request
    return hashlib.sha256(
        b"\0".join([(asked.method or "").encode(), asked.get_full_path().encode(), asked.body])
    ).digest()


def _refuse_twins(actor: Actor, key: str) -> None:
    """Hold the key until the transaction ends. Raises Conflict where another request holds it right now."""
    name = f"{actor.vendor_id}:{actor.membership_id}:{key}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        (mine,) = cursor.fetchone()
    if not mine:
        raise Conflict("A request with this Idempotency-Key is running; ask again in a moment.", code="in-progress")


def _replay(kept: IdempotencyKey, digest: bytes) -> HttpResponse:
    if bytes(kept.request_hash) != digest:
        raise Refusal("This Idempotency-Key was used for another request.", code="idempotency-key-reused")
    kind = "application/problem+json" if kept.status >= 400 else "application/json"
    return HttpResponse(kept.body, status=kept.status, content_type=kind, headers={"Idempotent-Replayed": "true"})


def _answer(handler: Handler, view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
    try:
        with transaction.atomic():
            return handler(view, request, *args, **kwargs)  # type: ignore[return-value]
    except Exception as error:  # what the view has no answer for is raised again
        answered: Response = view.handle_exception(error)
        return answered


def _keep(response: Response, *, actor: Actor, key: str, digest: bytes) -> None:
    IdempotencyKey.objects.create(
        membership_id=actor.membership_id,
        partner_id=actor.partner_id,
        key=key,
        request_hash=digest,
        status=response.status_code,
        body=JSONRenderer().render(response.data).decode(),
    )
