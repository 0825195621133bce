#!/bin/sh
# Tries a package as a person meets it: installs it by the system's own tool, opens the till as an ordinary user, closes
# it, and removes it. `try.sh airtill.deb` on Debian and Ubuntu; `try.sh airtill.rpm [KEY]` on Fedora and openSUSE: the
# signature is verified first if the key is named.
#
# It is root's and changes the system that it runs in: a container, which is thrown away.
set -eu

must() {
    what=$1
    shift
    "$@" || { echo "not so: $what" >&2; exit 1; }
    echo "so it is: $what"
}

# Each judge below says no where the program that it asks fails, and not only where that program found something.
# shellcheck source=judges.sh disable=SC1091
. "$(dirname "$0")/judges.sh"

# shellcheck source=../block.sh disable=SC1091
. "$(dirname "$0")/../block.sh"

case ${1:-} in
    *.deb | *.rpm) package=$(realpath "$1") ;;
    *) echo "usage: $0 FILE.deb, or $0 FILE.rpm [KEY]" >&2; exit 2 ;;
esac
key=${2:-}
# shellcheck source=/dev/null
. /etc/os-release
echo "$PRETTY_NAME: ${package##*/}"

# The programs that show a window come after our package: before it, they could bring a library that ours forgot.
case $package in
    *.deb)
        export DEBIAN_FRONTEND=noninteractive
        # Containers leave documents out to be small. A person's system does not, and the licences are among them.
        rm -f /etc/dpkg/dpkg.cfg.d/excludes /etc/dpkg/dpkg.cfg.d/docker
        get() { apt-get install -qq --yes --no-install-recommends "$@" > /dev/null; }
        apt-get update -qq
        must "apt installs it with what it needs" get "$package"
        show() { get xvfb x11-utils dbus-daemon; }
        remove() { apt-get purge -qq --yes airtill > /dev/null; }
        ;;
    *.rpm)
        if command -v dnf > /dev/null; then
            # Without documents, as containers are, the licences would not be there.
            get() { dnf install --quiet --assumeyes --setopt=install_weak_deps=False --setopt=tsflags= "$@"; }
            remove() { dnf remove --quiet --assumeyes airtill; }
            show() { get xorg-x11-server-Xvfb xwininfo dbus-daemon; }
        else
            # Keys are asked for by `rpmkeys` alone, so that a package without one can be tried as well.
            get() { zypper --quiet --non-interactive --no-gpg-checks install --no-recommends "$@"; }
            remove() { zypper --quiet --non-interactive remove airtill; }
            show() { get xorg-x11-server-Xvfb xwininfo dbus-1-daemon; }
        fi
        if [ -n "$key" ]; then
            must "rpm takes the key" rpmkeys --import "$key"
            must "rpm finds our signature" rpmkeys --define '_pkgverify_level signature' --checksig "$package"
        fi
        if [ -n "$key" ] && command -v dnf > /dev/null; then
            # The key lies in the repository. From here, its address is another one.
            cp -a "$(dirname "$key")" /srv/airtill-dnf
            address='s|https://packages.airtill.com/dnf|file:///srv/airtill-dnf|'
            sed -i "$address" /srv/airtill-dnf/airtill.repo
            must "the page's commands install it from its repository" run_block fedora-install "$address"
            must "it is there" test -x /usr/bin/airtill
            must "the page's commands remove it" run_block fedora-remove
            must "it is gone" test ! -e /usr/bin/airtill
        fi
        must "the system installs it with what it needs" get "$package"
        ;;
esac
must "every file is as it was packed" is_as_packed "$package"
must "the licences are there" test -s /usr/share/doc/airtill/licences.txt
must "every library is there" finds_its_libraries /usr/bin/airtill

show
useradd --create-home clerk
home=$(getent passwd clerk | cut -d: -f6)
cat > /tmp/open-and-close << 'EOF'
#!/bin/sh
# As the clerk, in a session of the clerk's own.
export HOME="$1" XDG_RUNTIME_DIR="$1/run" GDK_BACKEND=x11 NO_AT_BRIDGE=1
unset AIRTILL_DATA_DIR XDG_DATA_HOME
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
data=$HOME/.local/share/airtill
airtill --practice &
till=$!
# The page opens the ledger, so a till that has one has shown its page. An error would have a window, too.
tries=240
until [ -s "$data/practice/ledger.sqlite3" ] && xwininfo -root -tree | grep '"Airtill"' > /dev/null; do
    tries=$((tries - 1))
    if [ "$tries" -eq 0 ] || ! kill -0 "$till" 2> /dev/null; then
        echo "the till showed no page" >&2
        cat "$data"/logs/* 2> /dev/null >&2
        kill "$till" 2> /dev/null
        exit 1
    fi
    sleep 0.25
done
echo "so it is: the till shows its window and opens its ledger"
airtill --close || exit 1
wait "$till"
EOF
chmod 755 /tmp/open-and-close
Xvfb :99 -screen 0 1280x900x24 -nolisten tcp > /dev/null 2>&1 &
display=$!
trap 'kill "$display" 2> /dev/null || true' EXIT
# Without a limit, a till that does not close would wait for ever.
must "an ordinary user opens the till, and it closes when it is asked" \
    env DISPLAY=:99 timeout 120 setpriv --reuid=clerk --regid=clerk --init-groups \
    dbus-run-session -- /tmp/open-and-close "$home"

must "the system removes it" remove
must "the system does not know it any more" is_unknown "$package"
must "the program is gone" test ! -e /usr/bin/airtill
must "the clerk's data stay" test -s "$home/.local/share/airtill/practice/ledger.sqlite3"
