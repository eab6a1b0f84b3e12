# Builds the wheel of acm_rs into python/dist, installs it into the environment of `python` (or $env:PYTHON), and prints its version.
# Needs `npm ci` before, which builds the program.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot '../python')
$python = if ($env:PYTHON) { $env:PYTHON } else { 'python' }
if (Test-Path dist) { Remove-Item -Recurse -Force dist }
& $python -m pip install --quiet --disable-pip-version-check build
& $python -m build --outdir dist
$wheel = (Get-ChildItem dist/*.whl).FullName
& $python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps $wheel
& $python -m pip install --quiet --disable-pip-version-check $wheel
Set-Location ([System.IO.Path]::GetTempPath())
& $python -c 'import acm_rs; print("acm_rs", acm_rs.__version__, acm_rs.backend().name)'
