#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts: where the repository is, how to speak, and --help.

# The repository, as an absolute path.
# shellcheck disable=SC2034 # the scripts use it
root="$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"

# Says something on stderr, under the name of the running script.
say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# Says something and exits: fail STATUS MESSAGE…
fail() {
    say "${@:2}"
    exit "$1"
}

# Prints the header comment of the running script when the first argument asks for help.
help_if_asked() {
    case "${1:-}" in
        -h | --help)
            awk 'NR > 2 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"
            exit 0
            ;;
    esac
}
