"""Printed matter: values to PDF by Typst. Knows no model; `galley` gathers what a document is made of, `compile` sets it."""

from peerkit.typeset.batch import Job, batch
from peerkit.typeset.compile import MARK, Document, compile
from peerkit.typeset.galley import Galley, Texts
from peerkit.typeset.nodes import References, plain
from peerkit.typeset.pdf import booklet
from peerkit.typeset.runs import Node
from peerkit.typeset.sheet import PAPERS, Sheet

__all__ = [
    "MARK",
    "PAPERS",
    "Document",
    "Galley",
    "Job",
    "Node",
    "References",
    "Sheet",
    "Texts",
    "batch",
    "booklet",
    "compile",
    "plain",
]
