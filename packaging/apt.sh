#!/bin/sh
# Installs the system packages of the named lists that are missing; exits 3 with the one line to run when it may not.
set -eu
here=$(dirname "$0")
wanted=$(for list in "$@"; do grep -v '^#' "$here/$list"; done)
command -v dpkg-query >/dev/null 2>&1 || { echo "This is not Debian or Ubuntu. Please install by hand:" $wanted >&2; exit 3; }
missing=""
for name in $wanted; do
  dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $name"
done
[ -n "$missing" ] || exit 0
line="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" != 0 ]; then
  echo "Missing system packages. Please run once:  sudo $line" >&2
  exit 3
fi
echo "Installing system packages:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# Services are started by whoever needs them, never by their installation.
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
apt-get install -y -qq --no-install-recommends $missing >/dev/null
