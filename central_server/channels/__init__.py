"""Hands messages to other people's systems (a mail relay, an SMS centre, Zalo); knows no dossier and no table."""
