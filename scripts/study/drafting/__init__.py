"""The first files of a study of one's own, drafted from the columns of its export for the author to correct."""
