"""What both programs say of a command line that was written wrong; knows no command and no sentence of its own."""
