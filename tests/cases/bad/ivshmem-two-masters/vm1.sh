qemu-system-x86_64 -object memory-backend-file,id=ring,mem-path=/dev/shm/ring,size=1M,share=on \
  -device ivshmem-plain,memdev=ring,master=on
