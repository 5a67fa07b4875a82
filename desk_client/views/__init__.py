"""Widgets and Qt adapters; binds view-models to what a person sees, holds no business decision."""
