"""The contract of a desk and the centre: acts go up, events come down, files go beside them."""
