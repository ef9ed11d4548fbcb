"""Reviews: who judges what, without conflicts and without peeking; what the panel decides, and when it is told."""
