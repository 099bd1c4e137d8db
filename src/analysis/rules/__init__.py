"""Scoring rules as dated, referenced YAML, and their strict loader."""
