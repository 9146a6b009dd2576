acrn-dm -m 512M -s 0:0,hostbridge
