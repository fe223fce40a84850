"""Puts pip into a virtual environment that was made without it.

Debian's python3 has `venv` and lacks `ensurepip` (that is in the package python3-venv). Run with the
environment's own interpreter; asks PyPI's simple index (PEP 503) for one file and checks its hash.
"""

import hashlib
import html
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

NAME = "pip-26.2-py3-none-any.whl"
SHA256 = "931c303696af6fa3417112103b1cad26890e5a07eccb5b99783700e33f2b8aad"

INDEX = "https://pypi.org/simple/pip/"

with urllib.request.urlopen(INDEX, timeout=60) as answer:
    page = answer.read().decode()
link = re.search(f'href="([^"#]*{re.escape(NAME)})[#"]', page)
if link is None:
    sys.exit(f"{INDEX} does not list {NAME}")
url = urllib.parse.urljoin(INDEX, html.unescape(link[1]))
with urllib.request.urlopen(url, timeout=60) as answer:
    wheel = answer.read()
if hashlib.sha256(wheel).hexdigest() != SHA256:
    sys.exit(f"{url} is not the file that was expected")
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, NAME)
    path.write_bytes(wheel)
    # A wheel is a zip file, and Python runs zip files.
    pip = [sys.executable, f"{path}/pip", "install", "--no-index", str(path)]
    sys.exit(subprocess.call(pip))
