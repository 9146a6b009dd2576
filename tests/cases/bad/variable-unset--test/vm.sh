if [ ! -e $driver ]; then
	modprobe audio
fi
