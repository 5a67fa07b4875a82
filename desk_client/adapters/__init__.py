"""The desk's ports onto the machine: clock, key store, printing service."""
