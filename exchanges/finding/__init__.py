"""The public face of exchanges: programmes and calls found, read and followed by anybody."""
