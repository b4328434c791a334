"""What a page says, as a browser would read it: its forms and fields, and whether any text became markup."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.hostile.corpus import MARK

TYPED = {
    "text",
    "search",
    "email",
    "url",
    "tel",
    "number",
    "date",
    "datetime-local",
    "password",
    "hidden",
    "file",
    "month",
}
VOID = {"img", "input", "br", "hr", "link", "meta", "use", "circle", "path", "rect", "line", "source", "wbr"}


@dataclass(slots=True)
class Field:
    """One field of a form; `kind` is an input's type, or `select` and `textarea`."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    required: bool = False


@dataclass(slots=True)
class Form:
    """One form of a page."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def takes_files(self) -> bool:
        """Whether it uploads."""
        return any(one.kind == "file" for one in self.fields.values())


class Page(HTMLParser):
    """Reads forms, links and what a content policy would have to stop."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.live: list[str] = []
        self.loose: dict[str, dict[str, Field]] = {}
        self._form: Form | None = None
        self._select: Field | None = None
        self._textarea: Field | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        given = {name: value or "" for name, value in attrs}
        self._look_for_markup(tag, given)
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            if self._form.method == "get" and "hx-post" in given:
                self._form.method, self._form.action = "post", given["hx-post"]
            self.forms.append(self._form)
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in ("input", "select", "textarea", "button"):
            self._keep_field(tag, given)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """The end of an element."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        """Text: what a textarea holds."""
        if self._textarea is not None:
            self._textarea.value += data

    def _keep_field(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if not name or self._form is None:
            return
        kind = given.get("type", "text" if tag == "input" else tag)
        if kind in ("radio", "checkbox"):
            known = self._form.fields.setdefault(name, Field(name, kind))
            known.options.append(given.get("value", "on"))
            known.value = known.value or (given.get("value", "on") if "checked" in given or kind == "radio" else "")
            return
        if kind in ("submit", "button", "reset", "image"):
            self._form.fields.setdefault(name, Field(name, "button", given.get("value", ""), [given.get("value", "")]))
            return
        one = self._form.fields[name] = Field(name, kind, given.get("value", ""), required="required" in given)
        if tag == "select":
            self._select = one
        if tag == "textarea":
            self._textarea = one

    def _look_for_markup(self, tag: str, given: dict[str, str]) -> None:
        if MARK in tag or any(MARK in name for name in given):
            self.live.append(f"<{tag}> with {sorted(given)}")
        if any(name.startswith("on") and name != "on" for name in given):
            self.live.append(f"<{tag}> listens: {sorted(given)}")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.live.append("inline script")
        if tag == "style" or "style" in given:
            self.live.append(f"<{tag}> is styled inline")
        for name in ("href", "src", "action", "formaction", "hx-get", "hx-post"):
            if given.get(name, "").strip().lower().startswith(("javascript:", "data:", "vbscript:")):
                self.live.append(f"<{tag} {name}={given[name][:40]!r}>")
