#!/usr/bin/env bash
# Asks whether the locked packages have known faults. Where that cannot be asked it says why, and stands in nobody's way.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")"

tool=${AUDIT:-.venv/audit/bin/pip-audit}

skip() {
    echo "audit: skipped, $*" >&2
    exit 0
}

# In an environment of its own: it brings twenty packages, and must not change those that are locked.
if [ ! -x "$tool" ]; then
    .venv/bin/python -m venv .venv/audit 2>/dev/null || skip "a virtual environment for pip-audit cannot be made"
    timeout 60 .venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --retries 0 --timeout 5 pip-audit 2>/dev/null ||
        skip "pip-audit cannot be installed from here"
fi
said=$(timeout 180 "$tool" --requirement requirements.lock --disable-pip --require-hashes --progress-spinner off --timeout 10 2>&1)
status=$?
if [ "$status" -eq 0 ]; then
    echo "audit: no known fault in the locked packages"
elif grep -qE 'Found [0-9]+ known vulnerabilit' <<<"$said"; then
    echo "$said" >&2
    exit 1
else
    skip "its data cannot be reached ($(tail -n 1 <<<"$said" | cut -c 1-100))"
fi
