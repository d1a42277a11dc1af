from __future__ import annotations

import subprocess
import sys


def test_the_formats_load_no_typesetter_until_a_pdf_is_wanted() -> None:
    probe = "import sys, sight_domain.reports.formats as f; print(sorted({'typst', 'scipy', 'numpy'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
