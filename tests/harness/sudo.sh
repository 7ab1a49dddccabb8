#!/bin/sh
# sudo, as far as runbooks call it: allows everything without a password. With a file `sudo.asks` beside it, it asks for one.
if [ -e "$(dirname "$0")/sudo.asks" ]; then
  echo "sudo: a password is required" >&2
  exit 1
fi
[ "$1" = -n ] && shift
case "$1" in
  -l)
    shift 2
    if ! program=$(command -v "$1"); then
      echo "sudo: $1: command not found" >&2
      exit 1
    fi
    shift
    echo "$program $*"
    ;;
  -ll) printf 'Sudoers entry:\n    RunAsUsers: ALL\n    Options: !authenticate\n    Commands:\n\tALL\n' ;;
  *) AS_ROOT=yes SUDO_UID=$(id -u) exec env PATH="$PATH" "$@" ;;
esac
