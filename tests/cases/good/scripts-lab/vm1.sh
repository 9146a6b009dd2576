#!/bin/bash
# What gen writes for the lab.
acrn-dm --ignore-unsupported -m 256M -k vmlinuz -s 0:0,hostbridge -s 6,ivshmem,dm:/pair,2 VM1
