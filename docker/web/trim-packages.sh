#!/bin/sh
# trim-packages.sh FOLDER: takes out of node_modules what a container does not run.
set -eu
cd "$1"
# The image has its Node; PostgreSQL has a container of its own; TypeScript comes along as somebody's peer.
rm -rf typescript .bin/tsc .bin/tsserver @embedded-postgres node-linux-* node-bin-* node-darwin-* .bin/node .cache
find . -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' -o -name '*.md' \
  -o -name '*.markdown' -o -name '*.tsbuildinfo' \) ! -iname 'licen*' -delete
find . -maxdepth 3 -type d \( -name test -o -name tests -o -name __tests__ -o -name docs -o -name example -o -name examples \) \
  -prune -exec rm -rf {} +
find . -type d -empty -delete
