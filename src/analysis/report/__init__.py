"""From facts to blocks: the document model, the narrative, its tables and its figures."""
