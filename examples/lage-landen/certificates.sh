#!/bin/sh
# Makes a certificate authority, once, and a certificate for each name, in secrets/ beside this file:
#   ./certificates.sh broker=localhost,127.0.0.1 gemaal-oostpolder ingest region console
# A name alone is a client: the broker knows it by that name, and secrets/NAME.json is its credential. With `=` it is a
# server, reached at these host names and addresses. What is there stays; remove NAME.crt to have a new one made.
# DAYS (default 365) is how long new ones are valid.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
cd secrets
days=${DAYS:-365}
curve="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

# shellcheck disable=SC2086
[ -e ca.crt ] || openssl req -x509 $curve -keyout ca.key -out ca.crt -days 3650 -subj "/CN=homeostat authority" \
  -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null

for entry in "$@"; do
  name=${entry%%=*}
  [ -e "$name.crt" ] && continue
  case $entry in
    *=*)
      use=serverAuth
      hosts=$(printf '%s' "${entry#*=}" | tr , '\n' | sed -E 's/^([0-9.]+|.*:.*)$/IP:\1/; t; s/^/DNS:/' | paste -sd, -)
      ;;
    *)
      use=clientAuth
      hosts=
      printf '{"caFile": "ca.crt", "certFile": "%s.crt", "keyFile": "%s.key"}\n' "$name" "$name" >"$name.json"
      ;;
  esac
  # shellcheck disable=SC2086
  openssl req $curve -keyout "$name.key" -subj "/CN=$name" 2>/dev/null |
    openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days "$days" -out "$name.crt" -extfile /dev/fd/3 2>/dev/null 3<<EOF || { echo "openssl made no certificate for $entry" >&2; exit 1; }
basicConstraints=critical,CA:FALSE
extendedKeyUsage=$use
${hosts:+subjectAltName=$hosts}
EOF
  echo "$PWD/$name.crt"
done
