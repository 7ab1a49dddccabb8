#!/bin/sh
# An nvidia-smi that answers from files: FAKE_NVIDIA_SMI names a folder (default: the folder of this script) with
#   version list fields apps xml      what those calls print
#   gpu                               what --query-gpu prints; gpu.loop instead in loop mode, where it is there
#   <call>.status                     exit status of the call (default 0)
#   <call>.delay                      seconds before it answers
#   <call>.hang                       it never answers, and ignores TERM
#   <call>.flood                      it prints as fast as it can, for ever
#   <call>.invalid                    a field this driver does not know
# Every call is appended to `calls` with its start and end, so that a test can see two at once.
folder=${FAKE_NVIDIA_SMI:-$(dirname "$0")}
case "$*" in
  *--query-gpu=*) call=gpu ;;
  *--query-compute-apps=*) call=apps ;;
  *-q*-x*) call=xml ;;
  *--version*) call=version ;;
  *-L*) call=list ;;
  *--help-query-gpu*) call=fields ;;
  *) call=unknown ;;
esac
# One that is told to stop has ended too.
trap 'echo "end $call $$" >>"$folder/calls"; exit 143' TERM HUP PIPE
echo "begin $call $$" >>"$folder/calls"
status=0
[ -f "$folder/$call.status" ] && read -r status <"$folder/$call.status"
if [ -f "$folder/$call.hang" ]; then
  trap "" TERM
  while :; do sleep 1; done
fi
if [ -f "$folder/$call.flood" ]; then
  exec cat /dev/zero
fi
[ -f "$folder/$call.delay" ] && sleep "$(cat "$folder/$call.delay")"
if [ -f "$folder/$call.invalid" ]; then
  read -r field <"$folder/$call.invalid"
  case ",$*," in
    *"$field"*)
      printf 'Field "%s" is not a valid field to query.\n\n' "$field"
      echo "end $call $$" >>"$folder/calls"
      exit 2
      ;;
  esac
fi
case "$*" in
  *-lms*)
    source="$folder/gpu"
    [ -f "$folder/gpu.loop" ] && source="$folder/gpu.loop"
    ms=${*##*-lms }
    trap 'echo "end loop $$" >>"$folder/calls"; exit 0' TERM
    while [ -f "$source" ]; do
      cat "$source"
      sleep "$(awk "BEGIN { print $ms / 1000 }")"
    done
    ;;
  *) [ -f "$folder/$call" ] && cat "$folder/$call" ;;
esac
echo "end $call $$" >>"$folder/calls"
exit "$status"
