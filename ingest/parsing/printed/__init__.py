"""Pages that are printed or recognised: their lines and tables put together, whatever format they come from."""
