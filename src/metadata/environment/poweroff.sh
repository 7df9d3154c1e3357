#!/bin/sh
# Nothing is to be done here; cloud-init's power_state turns the machine off when this has ended.
echo "This machine has nothing to boot and is powered off."
