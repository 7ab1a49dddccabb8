#!/bin/sh
# What runbooks call on a GPU host, under the name it is called by, each as the real one answers. FOLDER (the folder of this
# script) holds the host's state:
#   units/NAME           active, inactive or failed; NAME.breaks: it does not come up again
#   containers/NAME      running or exited; NAME.breaks: it does not come up again
#   gpu/PID              "NAME, MIB MiB": a process that holds memory of GPU 0; the one of a unit is gpu/UNIT
#   modules              loaded kernel modules, one a line; modules.used: they are in use
#   images               unused images, one a line; docker.stopped: its daemon is not there
#   sudo.asks            sudo (sudo.sh) asks for a password
# Every call is a line of `calls`: who called (root or user) and the words.
folder=$(dirname "$0")
name=$(basename "$0")
who=user
[ -n "$AS_ROOT" ] && who=root
echo "$who $name $*" >>"$folder/calls"
for last in "$@"; do :; done

fail() {
  echo "$2" >&2
  exit "$1"
}

needs_root() {
  [ "$who" = root ] || fail "$1" "$2"
}

case "$name" in
  systemctl)
    unit="$folder/units/$last"
    state=inactive
    [ -f "$unit" ] && state=$(cat "$unit")
    case "$1" in
      show)
        [ -f "$unit" ] && load=loaded || load=not-found
        printf 'LoadState=%s\nActiveState=%s\n' "$load" "$state"
        ;;
      is-active)
        echo "$state"
        [ "$state" = active ] || exit 3
        ;;
      start | stop | restart)
        [ -f "$unit" ] || fail 5 "Failed to $1 $last: Unit $last not found."
        needs_root 1 "Failed to $1 $last: Interactive authentication required."
        echo inactive >"$unit"
        rm -f "$folder/gpu/$last"
        [ "$1" = stop ] && exit 0
        if [ -e "$unit.breaks" ]; then
          echo failed >"$unit"
          fail 1 "Job for $last failed because the control process exited with error code."
        fi
        echo active >"$unit"
        case "$last" in vllm*) echo "python3, 71680 MiB" >"$folder/gpu/$last" ;; esac
        ;;
    esac
    ;;
  docker)
    [ -e "$folder/docker.stopped" ] && fail 1 "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
    container="$folder/containers/$last"
    case "$1 $2" in
      "system df") printf 'TYPE      TOTAL   ACTIVE  SIZE    RECLAIMABLE\nImages    14      3       612GB   428GB (69%%)\n' ;;
      "image prune")
        : >"$folder/images"
        echo "Total reclaimed space: 428.1GB"
        ;;
      "compose "*)
        [ -f "$3/compose.yaml" ] || [ -f "$4/compose.yaml" ] || fail 14 "no configuration file provided: not found"
        case "$*" in *--scale*) echo "$*" | sed 's/.*--scale [a-z]*=\([0-9]*\).*/\1/' >"$folder/replicas" ;; esac
        ;;
      *)
        [ -f "$container" ] || fail 1 "Error response from daemon: No such container: $last"
        case "$1" in
          inspect) echo "$(cat "$container") 2026-11-19T02:00:00Z" ;;
          top)
            [ "$(cat "$container")" = running ] || fail 1 "Error response from daemon: container $last is not running"
            printf 'UID    PID    CMD\nroot   4711   vllm serve\n'
            ;;
          restart)
            [ -e "$container.breaks" ] && echo exited >"$container" || echo running >"$container"
            echo "$last"
            ;;
        esac
        ;;
    esac
    ;;
  nvidia-smi)
    case "$*" in
      *--query-compute-apps=pid\ *)
        for app in "$folder"/gpu/*; do [ -f "$app" ] && basename "$app"; done
        ;;
      *--query-compute-apps*)
        for app in "$folder"/gpu/*; do [ -f "$app" ] && echo "$(basename "$app"), $(cat "$app")"; done
        ;;
      *--gpu-reset*)
        needs_root 4 "Unable to reset GPU 00000000:00:04.0: Insufficient Permissions"
        ls "$folder/gpu" | grep -q . && fail 255 "GPU 00000000:00:04.0 is currently in use by one or more other processes. Please kill these processes and retry."
        echo "GPU 00000000:00:04.0 was successfully reset."
        ;;
      *)
        [ -s "$folder/modules" ] || fail 9 "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."
        echo "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-0)"
        ;;
    esac
    ;;
  lsmod) cat "$folder/modules" ;;
  modprobe)
    needs_root 1 "modprobe: ERROR: could not remove module nvidia: Operation not permitted"
    if [ "$1" = --remove ]; then
      [ -e "$folder/modules.used" ] && fail 1 "modprobe: FATAL: Module nvidia is in use."
      : >"$folder/modules"
    else
      echo "$last" >>"$folder/modules"
    fi
    ;;
  dmesg)
    needs_root 1 "dmesg: read kernel buffer failed: Operation not permitted"
    echo "[   12.3] NVRM: Xid (PCI:0000:04:00): 79, GPU has fallen off the bus."
    ;;
  journalctl) echo "Nov 19 02:00:00 gpu-a01 vllm[4711]: CUDA out of memory" ;;
  nvidia-bug-report.sh)
    needs_root 1 "ERROR: Please run nvidia-bug-report.sh as root."
    echo "a report" >"$last.gz"
    echo "Output filename is $last.gz"
    ;;
esac
exit 0
