"""Signing devices: the port, PKCS#11 tokens, the software token of rehearsals, and card readers."""
