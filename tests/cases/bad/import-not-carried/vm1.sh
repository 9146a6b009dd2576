#!/bin/bash
# The first argument is known only when the script runs.
acrn-dm -m "$1" -s 3,virtio-blk,/home/acrn/a.img VM1
