"""The guide of a program is data: a TOML document, validated by the sections that apps registered, kept as immutable versions."""
