"""Results as their files hold them: what tables, figures and pages are made from."""
