"""Tables and figures for people, made from the files of results alone."""
