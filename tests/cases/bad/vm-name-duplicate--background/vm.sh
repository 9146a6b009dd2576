launch() {
	acrn-dm -m 512M -s 0:0,hostbridge vm$1
}
launch 1 &
launch 1
