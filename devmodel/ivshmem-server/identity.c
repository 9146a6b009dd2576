/* SPDX-License-Identifier: BSD-3-Clause
 * identity.c: reads identities from the socket and /proc. */
#include "ivshmem-server/identity.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* PF_EXITING of the kernel's flags: the process is about to end. It closes its sockets then, before
 * it is a zombie. */
#define FLAG_EXITING 4u

/* Fields of proc(5)'s stat. */
struct stat_fields {
	char state;
	unsigned flags;
	uint64_t start;
};

/* Fields 3, 9 and 22. The second one is the name in brackets, which may contain anything. */
static bool parse_stat(const char *stat, struct stat_fields *fields)
{
	const char *at = strrchr(stat, ')');

	return at && sscanf(at + 1,
			    " %c %*s %*s %*s %*s %*s %u %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
			    "%*s %*s %" SCNu64,
			    &fields->state, &fields->flags, &fields->start) == 3;
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

static bool read_stat(pid_t pid, struct stat_fields *fields)
{
	char text[1024];

	return read_proc(pid, "stat", text, sizeof(text)) && parse_stat(text, fields);
}

static bool has_name(const char *path, const char *start)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, start, strlen(start)) == 0;
}

/* By argv[0]: qemu-system-x86_64, qemu-kvm. If that is the dynamic loader, the program is among its
 * arguments. A process that cannot be seen, such as one of another PID namespace, may be one. */
static bool is_qemu(pid_t pid)
{
	char argv[4096];
	size_t length = read_proc(pid, "cmdline", argv, sizeof(argv));
	bool is_loaded = length && has_name(argv, "ld-");

	for (const char *argument = argv; argument < argv + length;
	     argument += strlen(argument) + 1) {
		if (has_name(argument, "qemu"))
			return true;
		if (!is_loaded)
			return false;
	}
	return length == 0;
}

bool identity_of_peer(int socket, struct identity *identity)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	struct stat_fields fields;

	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return false;
	*identity = (struct identity) { .user = peer.uid };
	if (peer.pid > 0 && read_stat(peer.pid, &fields))
		identity->process = (struct process) { peer.pid, fields.start };
	identity->is_qemu = is_qemu(peer.pid);
	return true;
}

bool identity_is_alive(const struct process *process)
{
	struct stat_fields fields;

	return process->pid > 0 && read_stat(process->pid, &fields) &&
	       fields.start == process->start && !(fields.flags & FLAG_EXITING) &&
	       fields.state != 'Z';
}

int identity_watch(const struct process *process)
{
	int fd = process->pid > 0 ? (int)syscall(SYS_pidfd_open, process->pid, 0) : -1;

	/* The number may be that of a later process. */
	if (fd >= 0 && !identity_is_alive(process)) {
		close(fd);
		return -1;
	}
	return fd;
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
