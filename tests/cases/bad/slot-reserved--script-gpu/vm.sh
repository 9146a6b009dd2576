acrn-dm -m 512M -s 0:0,hostbridge -s 2,passthru,0/2/0,gpu -s 31:0,lpc -l com1,stdio vm1
