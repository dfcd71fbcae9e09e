"""Models on servers of their own: embedding, reranking."""
