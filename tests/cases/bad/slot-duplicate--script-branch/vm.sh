if [ -e /dev/audio ]; then
	audio="-s 5,passthru,0/1f/3"
else
	audio="-s 6,virtio-audio"
fi
acrn-dm -m 512M -s 0:0,hostbridge -s 5,virtio-rnd $audio vm1
