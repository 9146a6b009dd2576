logger="--logger_setting console,level=4"
acrn-dm -m 512M -s 0:0,hostbridge
  $logger \
  vm1
