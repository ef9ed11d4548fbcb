"""Who exists and how they are found: profiles, names, identifiers, affiliations, search, imports, changes."""
