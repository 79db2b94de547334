"""A source becomes pages: bytes, page images, words and rulings that are already in the file, text cells."""
