#!/bin/sh
qemu-system-x86_64 -name "vm1" -m 512M -device ivshmem-plain,memdev=shm \
	-object memory-backend-file,id=shm,share=on,size=1M,mem-path=/dev/shm/frames-of-the-front-camera \
	-display none
qemu-system-x86_64 -name vm4 -m 512M -device ivshmem-plain,memdev=shm \
	-object memory-backend-file,id=shm,share=on,size=1M,mem-path=/dev/shm/a-name-that-is-longer-than-those-that-are-compared-with-each-other-ona \
	-display none
