"""The frame around the screens: sidebar, header, foot, status bar, global keys and the barcode filter."""
