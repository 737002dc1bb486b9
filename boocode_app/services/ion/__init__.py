"""The inference optimization network: what is measured on this machine, and kept for each model."""

VERSION = "0.0.1"
