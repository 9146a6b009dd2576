#!/bin/bash
acrn-dm -m 1024M -s 3,virtio-blk,/home/acrn/a.img VM1
