qemu-system-x86_64 -object memory-backend-file,id=ring,mem-path=/dev/shm/ring,size=1M,share=on \
  -chardev socket,path=/tmp/ring,id=server -device ivshmem-doorbell,chardev=server,vectors=1
