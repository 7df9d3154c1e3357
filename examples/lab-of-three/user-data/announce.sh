#!/bin/sh
# Literal: no placeholder is replaced in a script unless its part says `substitute: true`.
logger -t lab "up for ${LOGNAME:-root}"
