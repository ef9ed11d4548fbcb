"""The exchange from the call to the placement as a browser goes it, one module for each who acts."""
