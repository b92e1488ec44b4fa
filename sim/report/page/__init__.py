"""Results as one page of HTML that loads nothing."""
