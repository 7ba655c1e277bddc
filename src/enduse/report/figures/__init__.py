"""Figures as SVG text: one module a figure, numbers in, markup out."""
