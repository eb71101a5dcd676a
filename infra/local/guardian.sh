#!/bin/sh
# Ends what its parent started when the parent is gone without having ended it (kill -9): the end of its input tells.
# Input, a line each: `add <pid> <signal>` and `gone <pid>`. What was started last is ended first, each by its own
# signal.
trap '' INT TERM HUP
alive=
while read -r verb pid signal; do
  case $verb in
    add) alive="$pid:$signal $alive" ;;
    gone)
      rest=
      for one in $alive; do
        [ "${one%%:*}" = "$pid" ] || rest="$rest$one "
      done
      alive=$rest
      ;;
  esac
done
# A zombie has ended; in a container nobody may ever ask for its exit code.
runs() {
  case $(ps -o stat= -p "$1" 2>/dev/null) in
    '' | Z*) return 1 ;;
  esac
}
for one in $alive; do
  pid=${one%%:*}
  kill -s "${one#*:}" "$pid" 2>/dev/null || continue
  tries=0
  while runs "$pid" && [ $tries -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -s KILL -- "-$pid" 2>/dev/null
done
exit 0
