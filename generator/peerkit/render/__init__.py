"""From values to Markdown: templates, words in the group's language, and text that cannot break out. Knows no model."""

from peerkit.render.inline import Safe, inline, link, mail, url
from peerkit.render.prose import clean_html, lines, prose, raw
from peerkit.render.table import table
from peerkit.render.templates import forget, render, stretches
from peerkit.render.words import Words, words

__all__ = [
    "Safe",
    "Words",
    "clean_html",
    "forget",
    "inline",
    "lines",
    "link",
    "mail",
    "prose",
    "raw",
    "render",
    "stretches",
    "table",
    "url",
    "words",
]
