#!/usr/bin/env bash
# Checks once that the system tests may do what they need: mount an image, trace a process, open a tty. Fails loudly.
set -uo pipefail
bash tools/test-setup.sh || exit 1
directory=$(mktemp -d)
trap 'umount "$directory/mount" 2>/dev/null; rm -rf "$directory"' EXIT
fault=0

truncate -s 32M "$directory/image"
mkdir "$directory/mount"
if mkfs.ext4 -q "$directory/image" && mount -o loop "$directory/image" "$directory/mount"; then
  echo "may mount"
else
  echo "may NOT mount a loop image: power-cut tests cannot run" && fault=1
fi

if strace -f -e trace=none true 2>/dev/null; then
  echo "may trace"
else
  echo "may NOT trace a process: system-call sweeps cannot run" && fault=1
fi

socat "pty,raw,echo=0,link=$directory/a" "pty,raw,echo=0,link=$directory/b" &
peer=$!
for _ in $(seq 50); do [ -e "$directory/b" ] && break; sleep 0.1; done
if stty -F "$directory/a" >/dev/null 2>&1; then
  echo "may open ttys"
else
  echo "may NOT open a pseudo-terminal: serial tests cannot run" && fault=1
fi
kill "$peer" 2>/dev/null
exit "$fault"
