"""诉求: investors file and follow complaints; staff handle them, draft replies and have them approved."""
