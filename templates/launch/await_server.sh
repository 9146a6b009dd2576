# SPDX-License-Identifier: BSD-3-Clause
# await_server.sh: waits for ivshmem-server.
#
# has_socket REGION: whether it has one in $server_dir, for $vm or for all.
# await_server REGION...: returns when each region has a socket in $server_dir, or when there is no
#     server; after $server_timeout seconds, or at once where the server could not make them, it prints
#     a message by say() and exits with status 1.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

has_socket() {
	[[ -S $server_dir/$1.$vm || -S $server_dir/$1 ]]
}

# Waits until ivshmem-server serves the regions $@, and says so. There is no server if the default
# directory is missing. The server makes its directory, but not the one above.
await_server() {
	local region deadline=

	if [[ -z $server_dir ]] || [[ ! -v IVSHMEM_SERVER_DIR && ! -d $server_dir ]]; then
		return
	fi
	for region; do
		if [[ -z $deadline ]] && ! has_socket "$region"; then
			deadline=$SECONDS
			if [[ -d $(dirname -- "$server_dir") ]]; then
				deadline=$((SECONDS + server_timeout))
				say "waiting for ivshmem-server to serve region $region in $server_dir, \
$server_timeout s"
			fi
		fi
		until has_socket "$region"; do
			if ((SECONDS >= deadline)); then
				say "no ivshmem-server for region $region in $server_dir: start one with \
the scenario's ivshmem-server.conf, or set IVSHMEM_SERVER_DIR= to start $vm without notification"
				exit 1
			fi
			sleep 0.1
		done
	done
}
