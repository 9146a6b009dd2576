# SPDX-License-Identifier: BSD-3-Clause
# await_server.sh: waits for ivshmem-server.
#
# await_server REGION...: returns when each region has a socket in $server_dir, or when there is no
#     server; after $server_timeout seconds it prints a message by say() and exits with status 1.
#     Reads $vm.
#
# shellcheck shell=bash disable=SC2154 # other files and the template set what it reads

# Waits until ivshmem-server serves the regions $@, each at a socket for this VM or at the shared
# one. There is no server if the default directory is missing.
await_server() {
	local region deadline=$((SECONDS + server_timeout))

	if [[ -z $server_dir ]] || [[ ! -v IVSHMEM_SERVER_DIR && ! -d $server_dir ]]; then
		return
	fi
	for region; do
		until [[ -S $server_dir/$region.$vm || -S $server_dir/$region ]]; do
			if ((SECONDS >= deadline)); then
				say "no ivshmem-server for region $region in $server_dir: start one with \
the scenario's ivshmem-server.conf, or set IVSHMEM_SERVER_DIR= to start $vm without notification"
				exit 1
			fi
			sleep 0.1
		done
	done
}
