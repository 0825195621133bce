#!/bin/sh
# Lays the publisher's certificate into a keychain of its own, where `codesign` finds it: for a Mac that is thrown away
# afterwards. AIRTILL_MACOS_CERTIFICATE is the .p12 in base64, AIRTILL_MACOS_CERTIFICATE_PASSWORD its password.
set -eu
: "${AIRTILL_MACOS_CERTIFICATE:?}" "${AIRTILL_MACOS_CERTIFICATE_PASSWORD:?}"
keychain=$HOME/Library/Keychains/airtill-release.keychain-db
password=$(uuidgen)
umask 077
file=$(mktemp)
trap 'rm -f "$file"' EXIT
printf '%s' "$AIRTILL_MACOS_CERTIFICATE" | base64 --decode > "$file"

security create-keychain -p "$password" "$keychain"
# Notarisation takes a while: locked after six hours, not after five minutes.
security set-keychain-settings -lut 21600 "$keychain"
security unlock-keychain -p "$password" "$keychain"
security import "$file" -f pkcs12 -k "$keychain" -P "$AIRTILL_MACOS_CERTIFICATE_PASSWORD" -T /usr/bin/codesign
# Without this, codesign asks a person for leave in a window.
security set-key-partition-list -S apple-tool:,apple:,codesign: -s -k "$password" "$keychain" > /dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
