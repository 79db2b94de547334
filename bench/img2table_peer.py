"""Run by an interpreter that has img2table, which gouji's own may not have: page images in, the texts of all table cells out as JSON."""

import json
import sys

import cv2
from img2table.document import Image
from img2table.ocr import TesseractOCR


def main() -> None:
    """Read the images named on the command line; a merged cell counts once."""
    cv2.setNumThreads(1)
    ocr = TesseractOCR(n_threads=1, lang="chi_sim")
    cells = []
    for file in sys.argv[1:]:
        for table in Image(src=file, detect_rotation=True).extract_tables(ocr=ocr):
            once = {(cell.bbox.x1, cell.bbox.y1, cell.bbox.x2, cell.bbox.y2): cell.value for row in table.content.values() for cell in row}
            cells += [value for value in once.values() if value]
    print(json.dumps({"cells": cells}))


if __name__ == "__main__":
    main()
