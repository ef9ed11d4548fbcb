"""Letters of referees: asked by a link, written without an account, read by those who decide."""
