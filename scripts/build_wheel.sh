#!/usr/bin/env sh
# Builds the wheel of acm_rs into python/dist, installs it into the environment of `python3` (or $PYTHON), and prints its version.
# Needs `npm ci` before, which builds the program.
set -eu
cd "$(dirname "$0")/../python"
python=${PYTHON:-python3}
rm -rf dist
"$python" -m pip install --quiet --disable-pip-version-check build
"$python" -m build --outdir dist
"$python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps dist/*.whl
"$python" -m pip install --quiet --disable-pip-version-check dist/*.whl
cd /
"$python" -c 'import acm_rs; print("acm_rs", acm_rs.__version__, acm_rs.backend().name)'
