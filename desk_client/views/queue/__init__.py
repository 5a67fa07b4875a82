"""The screen "Hàng gửi" of who looks after the machine."""
