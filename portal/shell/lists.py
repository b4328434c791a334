"""Lists of pages: an order, a place in it, filters that live in the URL, and counts that say where they were cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, QueryDict

from portal.keyset import Order, Page, UnknownPlace, capped_count, page_of

M = TypeVar("M", bound=Model)
PAGE_SIZE = 50
PLACE = ("after", "before")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address of the list without it."""

    label: str
    value: str
    remove_url: str
    asked: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class View:
    """A named filter among a few, shown as a chip of its own."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ListPage(Generic[M]):
    """All that `_filters.html`, `_paging.html` and the table of a list need."""

    rows: list[M]
    newer: str
    older: str
    count: int
    chips: list[Chip]
    form: forms.Form
    order: Order


def list_page(
    request: HttpRequest,
    rows: QuerySet[M],
    *,
    orders: Sequence[Order],
    form: forms.Form,
    size: int = PAGE_SIZE,
) -> ListPage[M]:
    """The page of `rows` (already filtered by `form`) that the URL names; the first of `orders` is the usual one.

    Raises Http404 for a place that this list never gave out.
    """
    order = next((order for order in orders if order.key == request.GET.get("order")), orders[0])
    page = _page(request, rows, order=order, size=size)
    return ListPage(page.rows, page.before, page.after, capped_count(rows), chips_of(request, form), form, order)


def _page(request: HttpRequest, rows: QuerySet[M], *, order: Order, size: int) -> Page[M]:
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        return page_of(rows, order=order, size=size, after=after, before=before)
    except UnknownPlace as error:
        raise Http404 from error


def chips_of(request: HttpRequest, form: forms.Form) -> list[Chip]:
    """One chip for each filter that the form understood."""
    cleaned: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    return [
        Chip(
            str(form[name].label),
            _words(form, name, value),
            url_without(request, name),
            (name, request.GET.get(name, "")),
        )
        for name, value in cleaned.items()
        if value not in ("", None) and not form.fields[name].widget.is_hidden
    ]


def _words(form: forms.Form, name: str, value: Any) -> str:
    choices = (
        dict(getattr(form.fields[name], "choices", ())) if isinstance(form.fields[name], forms.ChoiceField) else {}
    )
    return str(choices.get(value, value))


def url_without(request: HttpRequest, *names: str) -> str:
    """The list's address without some filters, from its first page."""
    query = request.GET.copy()
    for name in (*names, *PLACE):
        query.pop(name, None)
    return _address(request, query)


def url_with(request: HttpRequest, **values: str) -> str:
    """The list's address with some filters set, from its first page."""
    query = request.GET.copy()
    for name in PLACE:
        query.pop(name, None)
    for name, value in values.items():
        query[name] = value
    return _address(request, query)


def _address(request: HttpRequest, query: QueryDict) -> str:
    return f"{request.path}?{query.urlencode()}" if query else request.path
