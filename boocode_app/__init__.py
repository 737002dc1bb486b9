"""BooCode: a self-hosted workbench for coding with local language models."""

__version__ = "0.1.0"
