"""Figures as papers print them: fitted to a width, with a caption of their own."""
