"""What `make run` and `make test` stand on: PostgreSQL, Redis and the portal's own processes."""
