#!/bin/sh
# Makes nginx's own error pages of one frame, at the build of the image: `render.sh STYLES FOLDER`.
set -eu
styles=$1
folder=$2

# Name, title, text; after them what else stands in the head.
page() {
  sed -e "s|%STYLES%|$styles|; s|%TITLE%|$2|; s|%TEXT%|$3|; s|<!-- refresh -->|${4-}|" \
    "$(dirname "$0")/frame.html" >"$folder/$1.html"
}

page 413 'This file is too large' \
  'Pictures and imports may have 10 MB each; only an archive made by this product, Mealie or Tandoor may be larger.'
page 429 'Too many tries' 'Wait a moment, then try again.'
page 503 'Not reachable for a moment' \
  'The server is starting or waits for its database. Nothing was lost. This page tries again by itself.' \
  '<meta http-equiv="refresh" content="3" />'
page other 'This could not be answered' \
  'The request was not understood, or this server does not answer to the name that was asked for.'
