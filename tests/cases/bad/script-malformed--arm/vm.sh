case $1 in
	;;
start)
	acrn-dm -m 512M -s 0:0,hostbridge vm1
	;;
esac
