acrn-dm -s 0:0,hostbridge -s 5,ahci,hd:uos.img vm2
