acrn-dm -m 512M -s 0:0,hostbridge -s 6,ivshmem,dm:/ring,2 vm1
