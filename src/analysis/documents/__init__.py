"""From raw documents to tidy tables, every value carrying the cell it stood in."""
