"""Runs: one fund year or hundreds, from documents to finished reports."""
