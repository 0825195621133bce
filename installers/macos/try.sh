#!/bin/sh
# Tries a disk image as a person meets it, on a Mac: opens the image, starts the till that is in it, and asks it to
# close. `try.sh FILE.dmg`; it leaves nothing but the till's data, in a folder that is thrown away. On a computer of CI
# it also installs for everybody, by the commands of docs/rollout.md, and removes that again.
set -eu
image=${1:?usage: $0 FILE.dmg}
image=$(cd "$(dirname "$image")" && pwd)/$(basename "$image")
# shellcheck source=../block.sh disable=SC1091
. "$(dirname "$0")/../block.sh"
work=$(mktemp -d)
trap 'hdiutil detach -quiet "$work/image" 2> /dev/null || true; rm -rf "$work"' EXIT

mkdir "$work/image"
hdiutil attach -quiet -nobrowse -readonly -mountpoint "$work/image" "$image"
app=$work/image/Airtill.app
test -L "$work/image/Applications" || { echo "not so: the image leads to the folder of applications" >&2; exit 1; }
plutil -lint "$app/Contents/Info.plist"
test -s "$app/Contents/Resources/licences.txt"

export AIRTILL_DATA_DIR="$work/data"
"$app/Contents/MacOS/airtill" --practice &
till=$!
# The page opens the ledger, so a till that has one has shown its page.
tries=240
until [ -s "$AIRTILL_DATA_DIR/practice/ledger.sqlite3" ]; do
    tries=$((tries - 1))
    if [ "$tries" -eq 0 ] || ! kill -0 "$till" 2> /dev/null; then
        echo "not so: the till shows its page" >&2
        kill "$till" 2> /dev/null
        exit 1
    fi
    sleep 0.25
done
echo "so it is: the till shows its page and opens its ledger"
# macOS has no `timeout`, and a till that does not close would be waited for without end.
ends() {
    tries=240
    while kill -0 "$1" 2> /dev/null; do
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ]; then
            kill -9 "$1" 2> /dev/null || true
            break
        fi
        sleep 0.25
    done
    if ! wait "$1"; then
        echo "not so: $2" >&2
        kill -9 "$till" 2> /dev/null || true
        exit 1
    fi
}
"$app/Contents/MacOS/airtill" --close &
ends "$!" "the till answers when it is asked to close"
ends "$till" "the till closes when it is asked"
echo "so it is: the till closes when it is asked"

# A person's own Airtill, and a company's files, are left alone.
if [ -z "${CI:-}" ]; then
    exit 0
fi
hdiutil detach -quiet "$work/image"
cd "$work"
must() {
    what=$1
    shift
    "$@" || { echo "not so: $what" >&2; exit 1; }
    echo "so it is: $what"
}
must "the page's commands install it" run_block macos-install "s|airtill-1.2.3-macos-universal.dmg|$image|"
must "the program is there" test -x /Applications/Airtill.app/Contents/MacOS/airtill
echo 'format = 1' > policy.toml
echo 'trial' > trial.airtill
must "the page's commands place the company's files" run_block macos-company
company="/Library/Application Support/Airtill"
is_roots() { test "$(stat -f '%Su %Sg %Lp' "$2")" = "root wheel $1"; }
for folder in "$company" "$company/connections"; do
    must "root alone writes $folder" is_roots 755 "$folder"
done
for file in "$company/policy.toml" "$company/connections/trial.airtill"; do
    must "root alone writes $file" is_roots 644 "$file"
done
sudo rm -rf "$company"
must "the page's commands remove it" run_block macos-remove
must "the program is gone" test ! -e /Applications/Airtill.app
