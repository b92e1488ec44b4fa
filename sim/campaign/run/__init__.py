"""Running a campaign: from a nominal flight to samples in a resumable store, chunk by chunk."""
