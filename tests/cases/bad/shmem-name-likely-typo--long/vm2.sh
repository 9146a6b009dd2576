#!/bin/sh
qemu-system-x86_64 -name "vm2" -m 512M -device ivshmem-plain,memdev=shm \
	-object memory-backend-file,id=shm,share=on,size=1M,mem-path=/dev/shm/frames-of-the-front-camara \
	-display none
qemu-system-x86_64 -name vm3 -m 512M -device ivshmem-plain,memdev=shm \
	-object memory-backend-file,id=shm,share=on,size=1M,mem-path=/dev/shm/a-name-that-is-longer-than-those-that-are-compared-with-each-other-one \
	-display none
