if [ -e /dev/acrn_hsm ]
	acrn-dm -m 512M -s 0:0,hostbridge vm1
fi
