#!/bin/sh
# Verifies, on a Mac, a disk image that was signed and notarised, and the program that is in it: both by the judge that
# opens what a person downloaded, and both with their tickets inside, so that a Mac without internet access opens them.
# `verify.sh FILE.dmg`.
set -eu
image=${1:?usage: $0 FILE.dmg}
work=$(mktemp -d)
trap 'hdiutil detach -quiet "$work" 2> /dev/null || true; rmdir "$work"' EXIT

must() {
    what=$1
    shift
    "$@" || { echo "not so: $what" >&2; exit 1; }
    echo "so it is: $what"
}

must "the image is signed" codesign --verify --strict --verbose=2 "$image"
must "macOS opens the image" spctl -a -vv -t open --context context:primary-signature "$image"
must "the ticket is in the image" xcrun stapler validate "$image"
hdiutil attach -quiet -nobrowse -readonly -mountpoint "$work" "$image"
app=$work/Airtill.app
must "the program is signed" codesign --verify --strict --deep --verbose=2 "$app"
is_hardened() { codesign --display --verbose=2 "$app" 2>&1 | grep -q "flags=.*runtime"; }
must "the program has the hardened runtime" is_hardened
must "macOS starts the program" spctl -a -vv -t exec "$app"
must "the ticket is in the program" xcrun stapler validate "$app"
