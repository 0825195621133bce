# Runs a block of docs/rollout.md, the page for administrators, so that the very commands on the page are tried. It is
# sourced by a script of a system, one folder below. The first argument is the name of the block, the second, where
# there is one, a program of sed that puts a file or an address of the test in the place of the publisher's.
# shellcheck shell=sh
page=$(cd "$(dirname "$0")/../.." && pwd)/docs/rollout.md

run_block() {
    commands=$(sed -n "/^<!-- $1: /,/^\`\`\`\$/p" "$page" | sed -e '1,2d' -e '$d' -e "${2:-}")
    if [ -z "$commands" ]; then
        echo "the page has no block $1" >&2
        return 1
    fi
    printf '%s\n' "$commands" | sh -eu
}
