NET=tap0
while [ $# -gt 0 ]; do
	case "$1" in
	--net)
		net="$2"
		shift 2
		;;
	esac
done
acrn-dm -s 0:0,hostbridge -s 4,virtio-net,"$NET" vm1
