"""What a process does not need, it does not load."""

import subprocess
import sys

from portal.embedded.places import ROOT

LOADED = """
import sys, django
django.setup()
import portal.urls, portal.celery
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"weasyprint", "fontTools"}))
"""


def test_web_and_worker_start_without_the_pdf_library() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr
