"""Annotation in Doccano: a local server, proposals pushed to it, corrections pulled, agreement measured."""
