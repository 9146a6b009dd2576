#!/bin/bash
# The scenario has the device in slot 5.
acrn-dm --cpu_affinity 4 -m 1024M -s 0:0,hostbridge -s 1:0,lpc -s 6,virtio-rnd VM1
