"""Pieces that pages are made of. They take words and vars, and know no business facts."""
