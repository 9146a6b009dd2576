/* SPDX-License-Identifier: BSD-3-Clause
 * identity.c: reads identities from the socket and /proc. */
#include "ivshmem-server/identity.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Field 22, counted from the state, which is the third and follows the name in brackets. The name
 * may contain anything. */
static bool parse_start(const char *stat, uint64_t *start)
{
	const char *at = strrchr(stat, ')');

	return at && sscanf(at + 1,
			    " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
			    "%*s %*s %" SCNu64,
			    start) == 1;
}

/* Reads the beginning of a process's file in /proc, and adds a NUL. Its length, or 0. */
static size_t read_proc(pid_t pid, const char *name, char *text, size_t size)
{
	char path[32];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	length = read(fd, text, size - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	return length > 0 ? (size_t)length : 0;
}

static bool read_start(pid_t pid, uint64_t *start)
{
	char text[1024];

	return read_proc(pid, "stat", text, sizeof(text)) && parse_start(text, start);
}

static bool has_name(const char *path, const char *start)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, start, strlen(start)) == 0;
}

/* By argv[0]: qemu-system-x86_64, qemu-kvm. If that is the dynamic loader, the program is among its
 * arguments. */
static bool is_qemu(pid_t pid)
{
	char argv[4096];
	size_t length = read_proc(pid, "cmdline", argv, sizeof(argv));
	bool is_loaded = has_name(argv, "ld-");

	for (const char *argument = argv; argument < argv + length;
	     argument += strlen(argument) + 1) {
		if (has_name(argument, "qemu"))
			return true;
		if (!is_loaded)
			return false;
	}
	return false;
}

bool identity_of_peer(int socket, struct identity *identity)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return false;
	*identity = (struct identity) { .user = peer.uid };
	if (peer.pid > 0 && read_start(peer.pid, &identity->process.start))
		identity->process.pid = peer.pid;
	identity->is_qemu = is_qemu(peer.pid);
	return true;
}

bool identity_is_alive(const struct process *process)
{
	uint64_t start;

	return process->pid > 0 && read_start(process->pid, &start) && start == process->start;
}

bool identity_is_same(const struct process *one, const struct process *other)
{
	return one->pid > 0 && one->pid == other->pid && one->start == other->start;
}

/* All groups of the peer, in a new array; their number, or 0 on failure. */
static size_t peer_groups(int socket, gid_t **groups)
{
	socklen_t size = 0;

	*groups = NULL;
	/* The first call returns the size. */
	getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, NULL, &size);
	*groups = malloc(size + sizeof(gid_t));
	if (!*groups || getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, *groups, &size) < 0)
		return 0;
	return size / sizeof(gid_t);
}

static bool is_member(int socket, gid_t group)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	bool is_found =
		getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.gid == group;
	gid_t *groups;
	size_t count = peer_groups(socket, &groups);

	for (size_t i = 0; i < count; i++)
		is_found |= groups[i] == group;
	free(groups);
	return is_found;
}

bool access_is_granted(const struct access_rule *rules, size_t count, int socket,
		       const struct identity *identity)
{
	if (count == 0 || identity->user == 0 || identity->user == geteuid())
		return true;
	for (size_t i = 0; i < count; i++)
		if (rules[i].is_group ? is_member(socket, rules[i].group)
				      : rules[i].user == identity->user)
			return true;
	return false;
}
