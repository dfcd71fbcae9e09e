"""The complaints desk: a register with statutory clocks, an append-only trail, replies that a second person approves."""
