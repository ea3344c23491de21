#!/bin/sh
# What electron-builder calls for a Debian package: fpm.ts in this repository's Node. It is called from the repository.
exec node --import tsx "$(dirname "$0")/fpm.ts" "$@"
