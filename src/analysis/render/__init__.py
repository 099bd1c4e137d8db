"""From the blocks in an executed notebook to files that people read."""
