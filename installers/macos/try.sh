#!/bin/sh
# Tries a disk image as a person meets it, on a Mac: opens the image, starts the till that is in it, and asks it to
# close. `try.sh FILE.dmg`; it leaves nothing but the till's data, in a folder that is thrown away.
set -eu
image=${1:?usage: $0 FILE.dmg}
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
