"""Figures of the study, drawn for print: one module per figure, one place for fonts, colours and saving."""
