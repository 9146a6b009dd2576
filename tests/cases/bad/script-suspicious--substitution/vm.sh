audio_driver=/lib/modules/audio.ko
if [ -e "$(audio_driver)" ]; then
	modprobe audio
fi
