# SPDX-License-Identifier: BSD-3-Clause
# server_dir.sh: finds the directory of ivshmem-server's sockets.
#
# Sets $server_dir, from $IVSHMEM_SERVER_DIR if that is set; it may be empty. Sets $server_timeout.
#
# shellcheck shell=bash disable=SC2034,SC2154 # other files read what it sets, and set what it reads

# The directory of ivshmem-server's sockets; empty for no server. acrn-dm finds it in the same way.
readonly server_dir=${IVSHMEM_SERVER_DIR-$user_dir/ivshmem-server}
# How many seconds the server may take to get ready.
readonly server_timeout=30
