#!/bin/sh
# $1 = root of the deploy target, $2 = where debs/ goes
set -e
R=$1
H=$(cd "$(dirname "$0")" && pwd)
echo localhost >"$R/etc/hostname"
: >"$R/etc/fstab"
"$H/lacking.sh" "$R" "$2/debs"
"$H/common.sh" "$R"
