"""Two versions of a document side by side: which article became which, and what changed in its words."""
