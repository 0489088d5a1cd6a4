#!/bin/sh
# Makes the secrets of docker-compose.yml at its first start; later starts find and keep them.
#
#   keys.sh DIRECTORY
#
# DIRECTORY has one folder per reader, so that none sees another's secrets:
#   service/switchboard.properties   imported by the service
#   postgres/password                read by PostgreSQL when it makes its database
#   rabbitmq/rabbitmq.conf           RabbitMQ's login and virtual host
# Needs openssl. The readers run as different users, so the files are readable by all: it is the
# volume that keeps others out.
set -eu
umask 022

directory=$1
service=$directory/service
postgres=$directory/postgres
rabbitmq=$directory/rabbitmq

if [ -s "$service/switchboard.properties" ]; then
  echo 'keys: kept'
  exit 0
fi

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

mkdir -p "$service" "$postgres" "$rabbitmq"
draft=$service/.draft
trap 'rm -f "$draft" "$draft.der"' EXIT

# SEC 1, C.4: the private scalar is bytes 8 to 39, the public point the last 65.
openssl ecparam -name prime256v1 -genkey -noout -outform DER -out "$draft.der"
if [ "$(wc -c <"$draft.der")" -ne 121 ]; then
  echo 'keys: this openssl writes P-256 keys in a form that is not understood' >&2
  exit 1
fi
vapid_private=$(dd if="$draft.der" bs=1 skip=7 count=32 2>/dev/null | base64url)
vapid_public=$(tail -c 65 "$draft.der" | base64url)
jwt_secret=$(openssl rand -base64 32)
encryption_key=$(openssl rand -base64 32)
database_password=$(openssl rand -hex 24)
broker_passcode=$(openssl rand -hex 24)

printf '%s' "$database_password" >"$postgres/password"

cat >"$rabbitmq/rabbitmq.conf" <<END
default_user = switchboard
default_pass = $broker_passcode
default_vhost = switchboard
END

cat >"$draft" <<END
switchboard.security.jwt.secret=$jwt_secret
switchboard.security.encryption.key=$encryption_key
switchboard.push.vapid.public-key=$vapid_public
switchboard.push.vapid.private-key=$vapid_private
switchboard.broker.relay.passcode=$broker_passcode
spring.datasource.password=$database_password
END
# Last and at once: whoever finds this file finds the others complete.
mv "$draft" "$service/switchboard.properties"
echo 'keys: generated'
