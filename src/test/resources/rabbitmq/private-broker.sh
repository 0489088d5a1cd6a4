#!/bin/sh
# Runs a RabbitMQ of its own for one test run: STOMP on loopback only, data in a temporary
# directory, one login and one virtual host. It stops and leaves nothing behind when its standard
# input ends, so it cannot outlive whoever started it, or when it gets a signal.
#
#   private-broker.sh DIST_PORT EPMD_PORT
#
# Reads SWITCHBOARD_TEST_RABBITMQ_STOMP_PORT, _LOGIN, _PASSCODE and _VIRTUAL_HOST.
# Exit code 69: this machine has no RabbitMQ. 70: the broker died by itself; its log is on stderr.
set -eu

dist_port=$1
epmd_port=$2
seconds_to_stop=15

# Debian's wrapper on the PATH insists on its own user and directory; what it wraps does not.
server=/usr/lib/rabbitmq/bin/rabbitmq-server
[ -x "$server" ] || server=$(PATH=$PATH:/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin command -v rabbitmq-server) || {
  echo 'no rabbitmq-server on this machine' >&2
  exit 69
}
epmd=$(command -v epmd) ||
  epmd=$(erl -noshell -eval 'io:format("~s/erts-~s/bin/epmd", [code:root_dir(), erlang:system_info(version)]), halt().')

# RabbitMQ dies when it runs out of files; far more than this makes Erlang slow to start.
limit=$(ulimit -Hn)
case $limit in unlimited | ??????*) limit=65536 ;; esac
ulimit -n "$limit"

data=$(mktemp -d "${TMPDIR:-/tmp}/switchboard-rabbitmq.XXXXXX")
epmd_pid=
server_pid=
watch_pid=

ends_in_time() {
  tries=$((seconds_to_stop * 5))
  while kill -0 "$1" 2>/dev/null; do
    [ "$tries" -gt 0 ] || return 1
    tries=$((tries - 1))
    sleep 0.2
  done
}

stop() {
  trap '' HUP INT TERM
  [ -z "$watch_pid" ] || kill "$watch_pid" 2>/dev/null || :
  if [ -n "$server_pid" ] && kill "$server_pid" 2>/dev/null && ! ends_in_time "$server_pid"; then
    kill -9 "$server_pid" "$(cat "$data/pid")" 2>/dev/null || :
  fi
  [ -z "$epmd_pid" ] || kill "$epmd_pid" 2>/dev/null || :
  wait
  rm -rf "$data"
}
trap stop EXIT
trap 'exit 0' HUP INT TERM

# The broker asks epmd at its start and would leave a daemon behind; this one is ours to stop.
"$epmd" -address 127.0.0.1 -port "$epmd_port" </dev/null >"$data/epmd.log" 2>&1 &
epmd_pid=$!

cat >"$data/rabbitmq.conf" <<END
listeners.tcp = none
stomp.listeners.tcp.1 = 127.0.0.1:$SWITCHBOARD_TEST_RABBITMQ_STOMP_PORT
default_user = $SWITCHBOARD_TEST_RABBITMQ_LOGIN
default_pass = $SWITCHBOARD_TEST_RABBITMQ_PASSCODE
default_vhost = $SWITCHBOARD_TEST_RABBITMQ_VIRTUAL_HOST
END
echo '[rabbitmq_stomp].' >"$data/enabled_plugins"
: >"$data/rabbitmq-env.conf"

exec 3<&0
HOME=$data \
  ERL_EPMD_ADDRESS=127.0.0.1 \
  ERL_EPMD_PORT=$epmd_port \
  RABBITMQ_CONF_ENV_FILE=$data/rabbitmq-env.conf \
  RABBITMQ_CONFIG_FILE=$data/rabbitmq.conf \
  RABBITMQ_ENABLED_PLUGINS_FILE=$data/enabled_plugins \
  RABBITMQ_NODENAME=switchboard-$epmd_port@localhost \
  RABBITMQ_DIST_PORT=$dist_port \
  RABBITMQ_MNESIA_BASE=$data/mnesia \
  RABBITMQ_LOG_BASE=$data/log \
  RABBITMQ_PID_FILE=$data/pid \
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' \
  "$server" </dev/null >"$data/server.log" 2>&1 3<&- &
server_pid=$!

# Ends this script when whoever started it is gone.
{
  while read -r _; do :; done <&3
  kill "$$"
} &
watch_pid=$!

wait "$server_pid" || :
tail -n 40 "$data/server.log" >&2
exit 70
