"""The commands of ``huizhao``, a module for each group."""
