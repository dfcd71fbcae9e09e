"""政策测算: what an investor can get, and the rules that it is worked out from."""
