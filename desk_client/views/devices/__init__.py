"""The device screen: what the desk stands on, layer by layer."""
