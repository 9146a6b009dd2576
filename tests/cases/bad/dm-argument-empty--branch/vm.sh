launch() {
	if [ -e /dev/gpu ]; then
		gpu="-s 2,passthru,0/2/0"
		args="$2"
	else
		gpu=
		args=
	fi
	acrn-dm -m 512M -s 0:0,hostbridge $gpu "$args" vm$1
}
launch 1 gpu
launch 2 gpu
