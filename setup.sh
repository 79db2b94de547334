#!/usr/bin/env bash
# Installs what is missing: system packages through apt-get where that is allowed, a virtual environment, the locked packages, gouji.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

python=${PYTHON:-python3}
# Scans are read by two readers that check each other; without this one, by the other alone.
tesseract=(tesseract-ocr tesseract-ocr-chi-sim)
# Only the sample generator draws with these; reading reports needs none of them.
fonts=(fonts-noto-cjk fonts-wqy-zenhei fonts-wqy-microhei fonts-arphic-uming fonts-arphic-ukai)

# Tests open what gouji writes with these; those that miss theirs are skipped.
openers=(poppler-utils chromium libreoffice-calc)

fail() {
    echo "setup: $*" >&2
    exit 1
}

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs Debian packages, or prints the line that does and fails.
apt_install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq)
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            echo "setup: please run: sudo apt-get install -y $*" >&2
            return 1
        fi
        apt=(sudo -n "${apt[@]}")
    fi
    echo "setup: installing $*"
    if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; } </dev/null >/dev/null; then
        echo "setup: apt-get did not succeed; please run: apt-get install -y $*" >&2
        return 1
    fi
}

# Installs those of the named packages that are missing; where that cannot be, says what goes without them and goes on.
install_optional() {
    local without=$1 missing=() name
    shift
    if ! command -v dpkg-query >/dev/null; then
        echo "setup: no Debian packages here; $without without these or their like: $*" >&2
        return
    fi
    for name in "$@"; do
        is_installed "$name" || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}" || echo "setup: going on; $without without them" >&2
}

check_python() {
    command -v "$python" >/dev/null || fail "$python is not there; install Python 3.11 or later, or name it: make setup PYTHON=python3.12"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$("$python" --version) is too old; name Python 3.11 or later: make setup PYTHON=python3.11"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install "$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')" ||
        fail "$python cannot make virtual environments without that package"
}

make_environment() {
    if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
        echo "setup: making .venv"
        "$python" -m venv --clear .venv
    fi
    echo "setup: installing the locked packages into .venv"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
    # pip compiles what it copies; an editable package is not copied, and where bytecode is not written every run would compile it again
    .venv/bin/python -m compileall -q ingest ocr layout files archive review cli
}

if [ "${1:-}" = tests ]; then
    install_optional "some tests are skipped" "${openers[@]}"
    exit
fi
check_python
install_optional "scans are read by rapidocr alone" "${tesseract[@]}"
install_optional "the sample generator cannot draw" "${fonts[@]}"
make_environment
echo "setup: ready; activate with: source .venv/bin/activate"
