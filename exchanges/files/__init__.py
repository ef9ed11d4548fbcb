"""Files that people hand in: private, checked by content, never served without the permission of the thing they belong to."""
