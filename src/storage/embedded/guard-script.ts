/** Exit code of the guard when another live process holds the cluster. */
export const GUARD_CLUSTER_HELD = 75

/**
 * The guard: a shell that runs the server and stops it cleanly when the last user of the lifeline is
 * gone. Arguments: run folder, data folder, path of postgres, arguments of postgres. Standard input:
 * the lifeline.
 *
 * It answers by an empty file that has the number in its name: on a full disk a file can still be made, but no byte be
 * written into it. Not by `:`, a special command, which would end the shell where not even that can be done.
 *
 * `alive.lock` is held by the server's processes alone (they inherit descriptor 9), so it tells without
 * pids whether any of them lives: pids are reused, and a zombie has a pid but no open files. With the
 * lock in hand a postmaster.pid that is still there is a dead server's and may go.
 */
export const GUARD_SCRIPT = `
trap '' HUP INT TERM
run=$1 data=$2 postgres=$3
shift 3
exec 3<&0 </dev/null 9>>"$run/alive.lock"
flock -w 60 9 || exit ${GUARD_CLUSTER_HELD}
rm -f "$data/postmaster.pid"
"$postgres" -D "$data" "$@" 3<&- &
server=$!
(
  users=0
  while read -r word token <&3; do
    case $token in '' | *[!0-9a-f]*) continue ;; esac
    case $word in
      in) users=$((users + 1)) ;;
      out) users=$((users - 1)) ;;
      *) continue ;;
    esac
    true >"$run/answer-$token.$users"
  done
  exec 3<&-
  flock -n "$run/alive.lock" true || kill -INT "$server"
) 9>&- &
watcher=$!
exec 3<&- 9>&-
wait "$server"
code=$?
kill -KILL "$watcher" 2>/dev/null
exit "$code"
`
