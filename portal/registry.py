"""One registry for everything a lower app lets a higher one add: keys to values, closed once the portal is ready."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import ClassVar, Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")


class DuplicateKey(LookupError):
    """Two apps registered the same key."""


class UnknownKey(LookupError):
    """Nobody registered this key."""


class RegistryFrozen(RuntimeError):
    """A registration after the portal was ready: it would reach some processes and not others."""


class Registry(Generic[T]):
    """`register("key", value)`, or `@register_as("key")` above a function or class."""

    _every: ClassVar[list["Registry[object]"]] = []

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._values: dict[str, T] = {}
        self._frozen = False
        Registry._every.append(self)  # type: ignore[arg-type]

    def register(self, key: str, value: T) -> T:
        if self._frozen:
            raise RegistryFrozen(f"{self.noun} {key!r} came after the portal was ready")
        if key in self._values:
            raise DuplicateKey(f"{self.noun} {key!r} is registered twice")
        self._values[key] = value
        return value

    def register_as(self, key: str) -> Callable[[V], V]:
        def keep(value: V) -> V:
            self.register(key, value)  # type: ignore[arg-type]
            return value

        return keep

    def get(self, key: str) -> T:
        try:
            return self._values[key]
        except KeyError:
            raise UnknownKey(f"nobody registered the {self.noun} {key!r}") from None

    def all(self) -> Mapping[str, T]:
        """A read-only picture of this moment, in the order of registration."""
        return MappingProxyType(dict(self._values))

    def freeze(self) -> None:
        self._frozen = True

    @classmethod
    def freeze_all(cls) -> None:
        for registry in cls._every:
            registry.freeze()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """For tests that bring a kind of their own: open inside, and afterwards as it was."""
        before, frozen = dict(self._values), self._frozen
        self._frozen = False
        try:
            yield
        finally:
            self._values, self._frozen = before, frozen
