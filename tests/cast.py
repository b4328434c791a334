"""The fixed cast: two vendors and an outsider whose data is always present and never seen. Written once into the template.

**acme** runs `flow` with two partners, Birch and Cedar. **globex** is the outsider: same shapes, other vendor.
Ids are looked up by the constants of `Cast`, filled in at import of the fixture `cast`.
"""
