#!/usr/bin/env bash
# Set up everything a checkout needs: system packages, .venv with the locked packages, translations, bytecode.
# Safe to run again: it does only what is missing. Run by every target of the Makefile.
#
#   PYTHON=python3.12      the interpreter to use (default: the first one that is 3.11 or newer)
#   CASEBOOK_INSTALL=1     install missing system packages (also when run by root, or with CI=true)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "casebook set-up: $*"; exit 1; }

# ---------------------------------------------------------------------------------- system packages
# One line each: Debian's package, how to see that it is there (a shared library, a command, a module of the
# system's own Python, or what Tesseract reads letters with), what for.
NEEDED='
libegl1           lib  libEGL.so.1           Qt draws with it
libgl1            lib  libGL.so.1            Qt draws with it
libglib2.0-0      lib  libglib-2.0.so.0      Qt
libxkbcommon0     lib  libxkbcommon.so.0     keyboard layouts
libxkbcommon-x11-0 lib libxkbcommon-x11.so.0 keyboard layouts under X
libdbus-1-3       lib  libdbus-1.so.3        screen lock and accessibility
libfontconfig1    lib  libfontconfig.so.1    fonts
libxcb-cursor0    lib  libxcb-cursor.so.0    windows under X
libxcb-icccm4     lib  libxcb-icccm.so.4     windows under X
libxcb-image0     lib  libxcb-image.so.0     windows under X
libxcb-keysyms1   lib  libxcb-keysyms.so.1   windows under X
libxcb-render-util0 lib libxcb-render-util.so.0 windows under X
libxcb-shape0     lib  libxcb-shape.so.0     windows under X
libxcb-xkb1       lib  libxcb-xkb.so.1       keyboards under X
openssh-client    cmd  ssh-keygen            tests: signatures are checked with the stock tool
age               cmd  age                   tests: encrypted bundles are opened with the stock tool
coreutils         cmd  sha256sum             tests: manifests are checked with the stock tool
unzip             cmd  unzip                 tests: bundles are opened with the stock tool
poppler-utils     cmd  pdftotext             tests: the text of a PDF is read with another program
strace            cmd  strace                tests: what is written and which sockets are opened
faketime          cmd  faketime              tests: clocks that go wrong
bindfs            cmd  bindfs                tests: a stick that is pulled out
fuse3             cmd  fusermount3           tests: the same
exfatprogs        cmd  mkfs.exfat            tests: a casebook on a stick
exfat-fuse        cmd  mount.exfat-fuse      tests: the same, where the kernel has no exFAT
dosfstools        cmd  mkfs.vfat             tests: the same on FAT32
fusefat           cmd  fusefat               tests: packs on FAT32, where the kernel has no FAT
ntfs-3g           cmd  ntfs-3g               tests: the same on NTFS
xvfb              cmd  Xvfb                  pictures and tests of real windows
xclip             cmd  xclip                 tests: the clipboard as another program sees it
xdotool           cmd  xdotool               tests: a key pressed as on a keyboard
e2fsprogs         cmd  mkfs.ext4             tests: the raw blocks of a disk
chromium          cmd  chromium              tests: the verifier page in a real browser
python3-dbusmock  mod  dbusmock              tests: a logind that goes to sleep when it is told to
tesseract-ocr     cmd  tesseract             tests: words in pixels are read
tesseract-ocr-rus file rus.traineddata      tests: the same in Russian
tesseract-ocr-kaz file kaz.traineddata      tests: the same in Kazakh
'

library_there() {
  local name=$1
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true; } | grep -qF "$name" && return 0
  compgen -G "/usr/lib/*/$name*" >/dev/null || compgen -G "/usr/lib*/$name*" >/dev/null
}

missing_packages() {
  local package kind name
  while read -r package kind name _; do
    [ -n "$package" ] || continue
    case $kind in
      lib) library_there "$name" || printf '%s\n' "$package" ;;
      cmd) PATH="$PATH:/usr/sbin:/sbin" command -v "$name" >/dev/null 2>&1 || printf '%s\n' "$package" ;;
      file) compgen -G "/usr/share/tesseract-ocr/*/tessdata/$name" >/dev/null || printf '%s\n' "$package" ;;
      mod) /usr/bin/python3 -c "import $name" 2>/dev/null || printf '%s\n' "$package" ;;
    esac
  done <<<"$NEEDED"
  if [ "$python_lacks_venv" = yes ]; then printf '%s\n' "python3-venv"; fi
}

explain() {
  local package
  for package in "$@"; do
    awk -v wanted="$package" '$1 == wanted {
      $2 = ""; name = $3; $3 = ""; sub(/^[^ ]+ +/, ""); printf "  %-20s %-24s %s\n", wanted, name, $0 }' <<<"$NEEDED" >&2
    if [ "$package" = python3-venv ]; then say "  python3-venv         venv and ensurepip       the environment the program runs in"; fi
  done
}

install_packages() {
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  command -v apt-get >/dev/null 2>&1 || fail "apt-get is not here; install the packages above by hand."
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  # libglib2.0-0 is called libglib2.0-0t64 since Debian 13 and Ubuntu 24.04; the old name still resolves there.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

may_install() { [ "$(id -u)" = 0 ] || [ "${CI:-}" = true ] || [ "${CASEBOOK_INSTALL:-}" = 1 ]; }

# ---------------------------------------------------------------------------------- python
find_python() {
  local name
  for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  fail "Python 3.11 or newer is needed; none of these is one: ${PYTHON:-python3 python3.13 python3.12 python3.11}"
}

python=$(find_python)
python_lacks_venv=no
"$python" -c 'import venv, ensurepip' 2>/dev/null || python_lacks_venv=yes

mapfile -t missing < <(missing_packages)
if [ ${#missing[@]} -gt 0 ]; then
  say "casebook set-up: these system packages are missing:"
  explain "${missing[@]}"
  if may_install; then
    install_packages "${missing[@]}"
  else
    say ""
    say "Install them:     sudo apt-get install ${missing[*]}"
    say "or let it be done: CASEBOOK_INSTALL=1 make …   (uses sudo)"
    exit 1
  fi
fi

# ---------------------------------------------------------------------------------- .venv
version_of() { "$1" -c 'import sys; print(*sys.version_info[:3], sep=".")'; }
wanted=$(cat requirements/lock.txt packaging/setup.sh | sha256sum | cut -d' ' -f1)
stamp=.venv/.casebook-lock
FROM_SOURCE=' bagit '

if [ -x .venv/bin/python ] && ! .venv/bin/python -c 'import sys' 2>/dev/null; then
  fail "the interpreter of .venv is gone; delete .venv and run this again."
fi
if [ ! -x .venv/bin/python ]; then
  say "casebook set-up: making .venv with Python $(version_of "$python")"
  "$python" -m venv .venv
fi
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
  say "casebook set-up: installing the locked packages"
  # Wheels only, each compared with its hash: no code of a package runs while it is installed. The few that come as
  # source are built after that, with the locked builders and nothing fetched besides.
  for source in no yes; do
    awk -v sources="$FROM_SOURCE" -v want="$source" '
      /^[a-z0-9]/ { split($0, part, "=="); keep = ((index(sources, " " part[1] " ") > 0) == (want == "yes")) }
      keep' requirements/lock.txt >".venv/lock-$source.txt"
  done
  pip=(.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps)
  "${pip[@]}" --only-binary :all: --require-hashes --requirement .venv/lock-no.txt
  "${pip[@]}" --no-build-isolation --require-hashes --requirement .venv/lock-yes.txt
  "${pip[@]}" --no-build-isolation --editable .
  printf '%s\n' "$wanted" >"$stamp"
fi
.venv/bin/python packaging/translations.py compile
# Once, here: readers in the jail and commands under test are started by the thousand and write no bytecode themselves.
.venv/bin/python -m compileall -q src
