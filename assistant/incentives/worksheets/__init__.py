"""What an investor can get: conditions checked, amounts worked out, conflicts."""
