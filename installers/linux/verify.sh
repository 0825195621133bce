#!/bin/sh
# Verifies what `cargo xtask bundle` made, with nothing of ours: the sums and their signature, the signatures of the
# package, and those of both repositories. `verify.sh FOLDER` from anywhere; with AIRTILL_SIGN_PACKAGES, a fingerprint,
# the key must be that one.
set -eu

cd "${1:?usage: $0 FOLDER}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

must() {
    what=$1
    shift
    "$@" > "$work/told" 2>&1 || { cat "$work/told" >&2; echo "not so: $what" >&2; exit 1; }
    echo "so it is: $what"
}

must "the list of sums has our signature" minisign -V -p airtill.pub -m SHA256SUMS
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
if [ -n "${AIRTILL_SIGN_PACKAGES:-}" ]; then
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
