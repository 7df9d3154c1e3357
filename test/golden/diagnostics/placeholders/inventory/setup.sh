#!/bin/sh
echo $${HOME} ${machine.name}
echo ${machine.nam}
