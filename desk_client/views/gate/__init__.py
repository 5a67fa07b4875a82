"""What stands before the frame: first enrolment, login, lock."""
