from compliance.models.lists import ListEntry, ListName, ListVersion

__all__ = ["ListEntry", "ListName", "ListVersion"]
