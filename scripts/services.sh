#!/usr/bin/env bash
# Real services for tests, each on loopback, on a port of its own, in a temporary folder, by a user without rights.
#
#   scripts/services.sh start postgres …   installs what is missing (root on Debian only), starts what does not run yet; prints VARIABLE=URL
#   scripts/services.sh stop [postgres …]  ends those, or all, by their process ids, and removes their files
#
# ACM_SERVICES is the folder they live in. Exits with 69 where a service is not to be had on this machine.
set -euo pipefail

readonly HOME_OF_SERVICES=${ACM_SERVICES:-${TMPDIR:-/tmp}/acm-services-$(id -u)}
readonly UNAVAILABLE=69

unavailable() { echo "services: $*" >&2; exit "$UNAVAILABLE"; }

install_package() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || unavailable "please install: $*"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } >&2 || unavailable "could not install: $*"
}

# Servers refuse to run as root. They outlive this script, so they must not inherit its lock.
as_user() { if [ "$(id -u)" = 0 ]; then runuser -u "$1" -- "${@:2}" 9>&-; else "${@:2}" 9>&-; fi; }

# Below the range from which systems give ports to outgoing connections.
free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

postgres_programs() {
  local folder
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) $(dirname "$(command -v initdb || echo /)"); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then echo "$folder"; return; fi
  done
}

install_postgres() {
  install_package postgresql-common
  # Debian would start a server of its own on 5432.
  echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf
  install_package postgresql
}

start_postgres() {
  local folder=$1 programs port password try
  programs=$(postgres_programs)
  [ -n "$programs" ] || { install_postgres; programs=$(postgres_programs); }
  password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077; echo "$password" >"$folder/password")
  [ "$(id -u)" != 0 ] || chown -R postgres "$folder"
  as_user postgres "$programs/initdb" --pgdata="$folder/data" --username=acm --pwfile="$folder/password" --auth=scram-sha-256 \
    --encoding=UTF8 --no-locale --no-sync >"$folder/initdb.log"
  for try in 1 2 3; do
    port=$(free_port)
    # Files are thrown away afterwards: nothing is forced to the disk.
    if as_user postgres "$programs/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait start -o \
      "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c fsync=off -c max_connections=200" >/dev/null; then
      head -1 "$folder/data/postmaster.pid" >"$folder/pid"
      echo "ACM_POSTGRES=postgres://acm:$password@127.0.0.1:$port/postgres" >"$folder/env"
      return
    fi
  done
  cat "$folder/server.log" >&2
  return 1
}

start() {
  local folder=$HOME_OF_SERVICES/$1
  if [ ! -f "$folder/env" ] || ! kill -0 "$(cat "$folder/pid")" 2>/dev/null; then
    rm -rf "$folder"
    mkdir -p "$folder"
    "start_$1" "$folder"
  fi
  cat "$folder/env"
}

stop() {
  local folder=$HOME_OF_SERVICES/$1 pid
  if [ -f "$folder/pid" ]; then
    pid=$(cat "$folder/pid")
    # SIGINT is PostgreSQL's fast shutdown, and ends others as well.
    kill -INT "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -rf "$folder"
}

readonly KNOWN=(postgres)
action=${1:-}
shift || true
case $action in start | stop) ;; *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 64 ;; esac
[ "$action" = start ] && [ $# = 0 ] && { echo "services: start what? ${KNOWN[*]}" >&2; exit 64; }
[ $# != 0 ] || set -- "${KNOWN[@]}"
mkdir -p "$HOME_OF_SERVICES"
chmod a+x "$HOME_OF_SERVICES"
# One at a time: several test files may ask at the same moment.
exec 9>"$HOME_OF_SERVICES/.lock"
flock 9
for service in "$@"; do
  [[ " ${KNOWN[*]} " == *" $service "* ]] || { echo "services: $service is unknown; known are ${KNOWN[*]}" >&2; exit 64; }
  "$action" "$service"
done
