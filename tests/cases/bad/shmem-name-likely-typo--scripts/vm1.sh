acrn-dm -m 512M -s 0:0,hostbridge -s 6,ivshmem,dm:/setpoint,2 vm1
