"""Base of what comes in: a field nobody knows is a mistake, said where it was typed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from portal.plain_lines import plain_line, says_something

LARGEST_ID = 2**63 - 1


class Input(serializers.Serializer[Any]):
    """Plain fields in; a service does the rest."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(map(str, data)) - set(self.fields))):
            raise serializers.ValidationError({name: ["There is no such field."] for name in unknown[:20]})
        return super().to_internal_value(data)


class IdField(serializers.IntegerField):
    """An id of something of this vendor."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)


class LineField(serializers.CharField):
    """A name, or another line that people read elsewhere, cleaned as the forms clean it (`portal.forms.LineField`)."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(plain_line(data) if isinstance(data, str) else data)

    def to_internal_value(self, data: Any) -> str:
        value = str(super().to_internal_value(data))
        if value and not says_something(value):
            raise serializers.ValidationError(_("Write it with letters or digits."))
        return value


class MinorUnitsField(serializers.IntegerField):
    """An amount as a whole number of minor units: cents, or yen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        super().__init__(max_value=10**15, **kwargs)
