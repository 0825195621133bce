#!/bin/sh
# Verifies the files that `cargo xtask bundle` made, with nothing of ours: the sums, the signatures of minisign, of the
# package, and of both repositories. `verify.sh FOLDER` from anywhere. A bundle for people (with `airtill-stable.json`,
# or where AIRTILL_SIGN_PACKAGES names a fingerprint) must have the publisher's own keys: the one of that fingerprint,
# and the `present` key of `src-tauri/publisher.txt`.
set -eu

publisher=$(cd "$(dirname "$0")/../.." && pwd)/src-tauri/publisher.txt
cd "${1:?usage: $0 FOLDER}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

must() {
    what=$1
    shift
    "$@" > "$work/told" 2>&1 || { cat "$work/told" >&2; echo "not so: $what" >&2; exit 1; }
    echo "so it is: $what"
}

is_for_people=
if [ -n "${AIRTILL_SIGN_PACKAGES:-}" ] || [ -e airtill-stable.json ]; then
    is_for_people=yes
    : "${AIRTILL_SIGN_PACKAGES:?is not set, and these files are for people}"
    is_the_present_key() {
        present=$(sed -n 's/^ *present *= *//p' "$publisher")
        [ -n "$present" ] && [ "$(sed -n 2p airtill.pub)" = "$present" ]
    }
    must "the key of sums and updates is the publisher's present one" is_the_present_key
    for file in SHA256SUMS airtill-stable.json *-setup.exe *.tar.gz; do
        must "$file has a signature of minisign" test -s "$file.minisig"
    done
fi
for signature in *.minisig; do
    must "${signature%.minisig} has our signature" minisign -V -p airtill.pub -m "${signature%.minisig}"
done
must "every file has its sum" sha256sum --check --strict SHA256SUMS
unlisted() {
    for file in *; do
        case $file in SHA256SUMS | SHA256SUMS.minisig | airtill.pub) continue ;; esac
        if [ -f "$file" ] && ! cut -c 67- SHA256SUMS | grep -qxF "$file"; then echo "$file"; return 0; fi
    done
    return 1
}
if unlisted; then echo "not so: every file is in the list" >&2; exit 1; fi

keyring=apt/airtill-archive-keyring.gpg
if [ -n "$is_for_people" ]; then
    of_the_key() {
        gpg --batch --homedir "$work" --show-keys --with-colons "$1" | grep "^fpr:.*:$AIRTILL_SIGN_PACKAGES:"
    }
    must "the key of apt is the publisher's" of_the_key "$keyring"
    must "the key of dnf is the publisher's" of_the_key dnf/RPM-GPG-KEY-airtill
fi
must "apt's index has our signature" gpgv --keyring "./$keyring" apt/dists/stable/InRelease
must "dnf's index has our signature" \
    gpgv --keyring "./$keyring" dnf/repodata/repomd.xml.asc dnf/repodata/repomd.xml
mkdir "$work/rpm"
must "rpm takes our key" rpmkeys --dbpath "$work/rpm" --import dnf/RPM-GPG-KEY-airtill
for package in *.rpm dnf/packages/*.rpm; do
    must "$package has our signature" \
        rpmkeys --dbpath "$work/rpm" --define '_pkgverify_level signature' --checksig "$package"
done
for package in *.deb *.rpm; do
    of_the_repository() { cmp "$package" "apt/pool/main/$package" || cmp "$package" "dnf/packages/$package"; }
    must "$package is that of the repository" of_the_repository
done
