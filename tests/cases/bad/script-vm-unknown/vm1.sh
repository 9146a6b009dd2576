#!/bin/bash
# The scenario calls it VM1.
acrn-dm --cpu_affinity 4 -m 1024M -s 0:0,hostbridge -s 1:0,lpc -s 5,virtio-rnd VM_1
