"""The screen "Sổ và cuối ngày": register, money, end of the day, post."""
