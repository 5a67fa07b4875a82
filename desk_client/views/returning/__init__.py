"""The return screen: who receives, what is handed over, the fee, the checked result."""
