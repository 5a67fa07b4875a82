"""The command line of the centre: reads arguments, calls services, says what happened."""
