"""The ground of the interface for machines: cursor pages, idempotency, hostile input, the description of it all."""
