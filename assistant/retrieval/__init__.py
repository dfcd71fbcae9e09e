"""Finding passages: vectors and keywords, fused, under the access rule."""
