# SPDX-License-Identifier: BSD-3-Clause
# server_dir.sh: finds the directory of ivshmem-server's sockets.
#
# Sets $server_dir, from $IVSHMEM_SERVER_DIR if that is set; it may be empty. Sets $server_timeout.
#
# shellcheck shell=bash disable=SC2034 # other files read what it sets

# The directory of ivshmem-server's sockets; empty for no server. acrn-dm finds it in the same way.
if [[ -v IVSHMEM_SERVER_DIR ]]; then
	readonly server_dir=$IVSHMEM_SERVER_DIR
elif ((EUID == 0)); then
	readonly server_dir=/run/ivshmem-server
else
	readonly server_dir=${XDG_RUNTIME_DIR:+$XDG_RUNTIME_DIR/ivshmem-server}
fi
# How many seconds the server may take to get ready.
readonly server_timeout=30
