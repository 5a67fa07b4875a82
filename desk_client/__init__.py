"""The desk: what a clerk, officer or leader works at, with or without a line."""
