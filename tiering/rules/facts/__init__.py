"""What is told of a partner: its names under a guide, how it is read and refused, and how stored facts become it."""
