"""Files that banks and PayPal read, and the files they answer with. Pure: orders in, bytes out, the same each time."""
