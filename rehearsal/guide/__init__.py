"""The guide window of the demonstration day: steps that tick themselves and the hands of simulated devices."""
