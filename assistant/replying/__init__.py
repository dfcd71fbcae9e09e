"""A complaint into an analysis and a reply that can be signed: rules and retrieval, better with a language model."""
