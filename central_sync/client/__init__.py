"""The desk's end of the wire over HTTP."""
