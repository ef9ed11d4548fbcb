"""People and organisations write their own profiles: what may be written, how it is checked, who sees it, and when it is published."""
