# Judges an installed package for `try.sh`, which reads this file. A judge captures the words of the program that it
# asks, and says no where that program fails or is missing: silence alone is no proof.
# shellcheck shell=sh

# Every file of the installed package is as it was packed. `is_as_packed FILE.deb` or `FILE.rpm`.
is_as_packed() {
    case $1 in
        # It may end well although files differ; then its words tell.
        *.deb) differing=$(dpkg --verify airtill) || return 1 ;;
        *) differing=$(rpm --verify airtill) || return 1 ;;
    esac
    [ -z "$differing" ] || { echo "$differing" >&2; return 1; }
}

# The loader finds every library of a program. `finds_its_libraries PROGRAM`.
finds_its_libraries() {
    libraries=$(ldd "$1") || return 1
    case $libraries in
        '') return 1 ;;
        *"not found"*) echo "$libraries" >&2; return 1 ;;
    esac
}

# The system has packages, and ours is not among them. `is_unknown FILE.deb` or `FILE.rpm`.
is_unknown() {
    case $1 in
        *.deb) names=$(dpkg-query --show --showformat '${Package}\n') || return 1 ;;
        *) names=$(rpm --query --all --queryformat '%{NAME}\n') || return 1 ;;
    esac
    [ -n "$names" ] || return 1
    case "
$names
" in *"
airtill
"*) return 1 ;; esac
}
