"""jixiao (绩效): a fund year's official documents in, a reproducible evaluation report out."""
