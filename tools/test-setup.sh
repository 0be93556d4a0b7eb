#!/usr/bin/env bash
# Installs the Debian packages that the system tests run against. Says what it installs; needs root or sudo.
set -euo pipefail
packages=(mosquitto mosquitto-clients influxdb victoria-metrics socat mbpoll chromium strace xfsprogs e2fsprogs openssl systemd docker-compose)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "test:setup: all of ${packages[*]} are here"
  exit 0
fi
echo "test:setup: installing ${missing[*]}"
sudo=()
if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
# Services must not start by themselves: each test starts its own on a free port.
"${sudo[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "test:setup: done"
