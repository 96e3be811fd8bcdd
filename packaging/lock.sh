#!/usr/bin/env bash
# Resolve pyproject.toml into requirements/lock.txt: every package with the hash of every file of it.
# The lock names no registry and no path of this machine; the packages' own names and hashes are enough.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools=build/lock
[ -x "$tools/bin/pip-compile" ] || {
  .venv/bin/python -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check pip-tools
}
# Resolved in a copy that holds only what names the requirements, so that nothing of the checkout gets in.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp pyproject.toml requirements/lock.txt "$work"/ 2>/dev/null || cp pyproject.toml "$work"/
(cd "$work" && "$OLDPWD/$tools/bin/pip-compile" --quiet --generate-hashes --allow-unsafe --extra dev --strip-extras --no-header \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
  "$@" --output-file lock.txt pyproject.toml)
sed -i '/^# The following packages are considered to be unsafe/d' "$work/lock.txt" # the resolver's remark, not a place
if grep -nE '://|^ *-[^-]|^--[a-z-]+(url|links)|file:' "$work/lock.txt"; then
  echo "the lock names a place it must not name" >&2
  exit 1
fi
cp "$work/lock.txt" requirements/lock.txt
