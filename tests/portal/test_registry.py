import pytest

from portal.registry import DuplicateKey, Registry, RegistryFrozen, UnknownKey


def test_registry_keeps_calls_and_decorated_functions_in_order() -> None:
    kinds: Registry[object] = Registry("kind")
    assert kinds.register("b", 1) == 1

    @kinds.register_as("a")
    def payout() -> int:
        return 7

    assert payout() == 7
    assert dict(kinds.all()) == {"b": 1, "a": payout}
    assert list(kinds.all()) == ["b", "a"]
    assert kinds.get("a") is payout


def test_registry_refuses_a_second_value_and_an_unknown_key() -> None:
    kinds: Registry[int] = Registry("kind")
    kinds.register("a", 1)
    with pytest.raises(DuplicateKey, match="kind 'a'"):
        kinds.register("a", 1)
    with pytest.raises(UnknownKey, match="kind 'z'"):
        kinds.get("z")
    assert kinds.get("a") == 1


def test_registry_frozen_takes_nothing_more() -> None:
    kinds: Registry[int] = Registry("kind")
    kinds.freeze()
    with pytest.raises(RegistryFrozen):
        kinds.register("a", 1)
    assert dict(kinds.all()) == {}


def test_registry_opened_for_a_test_is_as_before_afterwards() -> None:
    kinds: Registry[int] = Registry("kind")
    kinds.register("a", 1)
    kinds.freeze()
    with kinds.opened():
        kinds.register("b", 2)
        assert kinds.get("b") == 2
    assert dict(kinds.all()) == {"a": 1}
    with pytest.raises(RegistryFrozen):
        kinds.register("b", 2)


def test_registry_picture_cannot_be_written() -> None:
    kinds: Registry[int] = Registry("kind")
    picture = kinds.all()
    kinds.register("a", 1)
    assert dict(picture) == {}
    with pytest.raises(TypeError):
        picture["b"] = 2  # type: ignore[index]


def test_registries_are_closed_once_the_portal_is_ready() -> None:
    """All of them, the apps' own too; tests that bring a kind open one for themselves."""
    from portal.jobs.kinds import KINDS, job_kind

    with pytest.raises(RegistryFrozen, match="after the portal was ready"):
        job_kind("test.late", label="Late")(lambda step: None)  # type: ignore[arg-type,return-value]
    # Those of this file are called "kind".
    assert {registry.noun for registry in Registry._every if registry.all() and not registry._frozen} <= {"kind"}
    assert "test.late" not in KINDS.all()
