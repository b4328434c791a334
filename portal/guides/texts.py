"""A text of a guide in the three languages of its readers."""

from portal.guides.figures import GuideModel


class Texts(GuideModel):
    """`text = { en = "...", es = "...", ru = "..." }`: all three or none."""

    en: str
    es: str
    ru: str

    def within(self, language: str) -> str:
        """The text in `language` (`es`, `es-mx`); English where the guide has no other."""
        return {"es": self.es, "ru": self.ru}.get(language.partition("-")[0], self.en)
