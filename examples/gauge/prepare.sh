#!/bin/sh
# Makes what the processes of docker-compose.yml must have before they start, once: certificates, keys, who trusts whom, passwords.
#   prepare.sh OUT AUTHORITY
# OUT gets a folder for each volume: NAME-secrets, NAME-data. AUTHORITY keeps the key that makes new certificates. What is there
# stays: start it again after a certificate was removed, or a site was added. Needs openssl, and `homeostat` as $HOMEOSTAT.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
out=$1
authority=$2
homeostat=${HOMEOSTAT:-homeostat}
site=peilmeter
roles="gateway ingest region console"

for role in $roles; do mkdir -p "$out/$role-secrets" "$out/$role-data/keys"; done
mkdir -p "$out/broker-secrets" "$out/influx-secrets" "$out/grafana-secrets" "$out/world-data" "$out/influx-data" "$out/grafana-data"

# Who is who at the broker.
mkdir -p "$authority"
cp "$here/../lage-landen/certificates.sh" "$authority/certificates.sh"
(cd "$authority" && sh ./certificates.sh "broker=mosquitto,localhost,127.0.0.1" $site ingest region console)
for role in $roles; do
  name=$role
  [ "$role" = gateway ] && name=$site
  for file in ca.crt "$name.crt" "$name.key" "$name.json"; do cp "$authority/secrets/$file" "$out/$role-secrets/$file"; done
done
for file in ca.crt broker.crt broker.key; do cp "$authority/secrets/$file" "$out/broker-secrets/$file"; done
$homeostat config acl "$here/region.yaml" >"$out/broker-secrets/acl"

# Who is believed: each process has a key, and the public halves go to those who check them.
key() {
  file="$out/$1-data/keys/$2.pem"
  [ -e "$file" ] || openssl genpkey -algorithm ed25519 -out "$file"
  openssl pkey -in "$file" -pubout -out "$file.pub"
}
key ingest ingest
key console operator
key region region
key gateway $site
give() {
  cp "$out/$1-data/keys/$2.pem.pub" "$3"
}
for role in gateway region; do
  give ingest ingest "$out/$role-data/keys/ingest.pem.pub"
  give console operator "$out/$role-data/keys/operator.pem.pub"
done
give region region "$out/gateway-data/keys/region.pem.pub"
give region region "$out/console-secrets/region.pub"
for role in region console; do give gateway $site "$out/$role-secrets/$site.pub"; done

# The store, and who looks at it.
secret() {
  [ -e "$1" ] || openssl rand -hex 24 | tr -d '\n' >"$1"
}
secret "$out/influx-secrets/password"
secret "$out/influx-secrets/token"
for role in ingest console; do
  printf '{"token": "%s"}\n' "$(cat "$out/influx-secrets/token")" >"$out/$role-secrets/influx.json"
done
cp "$out/influx-secrets/token" "$out/grafana-secrets/influxdb-token"
secret "$out/grafana-secrets/admin-password"

# The images' own users.
if [ "$(id -u)" -eq 0 ]; then
  for role in $roles world; do
    for volume in "$out/$role-secrets" "$out/$role-data"; do [ ! -e "$volume" ] || chown -R 10001:10001 "$volume"; done
  done
  chown -R 1883:1883 "$out/broker-secrets"
  chown -R 1000:1000 "$out/influx-secrets" "$out/influx-data"
  chown -R 472:0 "$out/grafana-secrets" "$out/grafana-data"
fi
echo "prepared in $out"
