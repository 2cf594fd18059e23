#!/bin/sh
# trim-packages.sh FOLDER: takes out of node_modules what a container does not run.
set -eu
cd "$1"
find . -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' -o -name '*.md' \
  -o -name '*.markdown' -o -name '*.tsbuildinfo' \) ! -iname 'licen*' -delete
find . -maxdepth 3 -type d \( -name test -o -name tests -o -name __tests__ -o -name docs -o -name example -o -name examples \) \
  -prune -exec rm -rf {} +
find . -type d -empty -delete
