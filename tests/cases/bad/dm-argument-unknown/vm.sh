acrn-dm -s 0:0,hostbridge --mac-seed abc vm1
