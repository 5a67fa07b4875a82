"""The provincial centre: takes acts from desks, gives events back, and serves the public portal."""
