"""The receive screen ("Tiếp nhận hồ sơ"): widgets only, bound to `viewmodels.receive`."""
