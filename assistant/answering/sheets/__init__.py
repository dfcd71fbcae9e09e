"""Answers from the worksheet of benefits."""
