"""Electronic signatures on papers: prepare, sign in the token, embed, verify."""
