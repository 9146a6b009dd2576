/* SPDX-License-Identifier: BSD-3-Clause
 * id_lease.c: lines of the form "ID PID START", each at the offset of its ID. */
#include "ivshmem-server/id_lease.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ivshmem-client/message.h"
#include "ivshmem-server/ownership.h"

/* "65535 4194304    18446744073709551615\n" has its fields at fixed columns. */
#define LINE_FORMAT "%-5u %-10d %-20" PRIu64 "\n"
#define LINE_LENGTH 38

struct id_lease_file {
	int fd;
	char *path;
	struct former_lease *former_leases;
	size_t former_count;
};

static void write_line(const struct id_lease_file *leases, uint16_t id, const char *line)
{
	ssize_t put = pwrite(leases->fd, line, LINE_LENGTH, (off_t)id * LINE_LENGTH);

	/* If that fails, a restart assigns another ID: no reason to drop the peer. */
	(void)put;
}

static void clear_line(const struct id_lease_file *leases, uint16_t id)
{
	char line[LINE_LENGTH];

	memset(line, ' ', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\n';
	write_line(leases, id, line);
}

static bool parse_line(const char *text, size_t index, struct former_lease *former)
{
	char line[LINE_LENGTH + 1];
	unsigned id;
	int pid;

	memcpy(line, text, LINE_LENGTH);
	line[LINE_LENGTH] = '\0';
	if (sscanf(line, "%5u %10d %20" SCNu64, &id, &pid, &former->process.start) != 3 ||
	    id != index || pid <= 0)
		return false;
	former->id = (uint16_t)id;
	former->process.pid = pid;
	return true;
}

/* Reads the leases of processes that are alive, and clears the lines of the others. */
static bool read_formers(struct id_lease_file *leases, const char *text, size_t line_count)
{
	leases->former_leases = calloc(line_count + 1, sizeof(*leases->former_leases));
	if (!leases->former_leases)
		return false;
	for (size_t i = 0; i < line_count; i++) {
		struct former_lease former;

		if (!parse_line(text + i * LINE_LENGTH, i, &former))
			continue;
		if (identity_is_alive(&former.process))
			leases->former_leases[leases->former_count++] = former;
		else
			clear_line(leases, former.id);
	}
	return true;
}

static bool read_file(struct id_lease_file *leases, struct error *error)
{
	struct stat status;
	size_t size = 0;
	char *text;
	bool is_good;

	if (fstat(leases->fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size <= MESSAGE_PEERS_MAX * LINE_LENGTH)
		size = (size_t)status.st_size / LINE_LENGTH * LINE_LENGTH;
	text = malloc(size + 1);
	is_good = text && pread(leases->fd, text, size, 0) == (ssize_t)size &&
		  read_formers(leases, text, size / LINE_LENGTH);
	if (!is_good)
		error_set_errno(error, "%s: cannot read the ID lease file", leases->path);
	free(text);
	return is_good;
}

/* `ls` locks the file for a moment; a server keeps its lock. */
static bool take_lock(const struct id_lease_file *leases)
{
	const struct timespec moment = { .tv_nsec = 5000000 };

	for (unsigned i = 0; i < 20; i++) {
		if (flock(leases->fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

static bool open_file(struct id_lease_file *leases, const char *region, struct error *error)
{
	struct stat status;

	leases->fd = open(leases->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (leases->fd < 0)
		return error_set_errno(error, "%s: cannot open", leases->path);
	if (!take_lock(leases))
		return ownership_report(region, leases->fd, leases->path, error);
	/* A server that ended, or prune, may have removed the file since it was opened. */
	if (fstat(leases->fd, &status) == 0 && status.st_nlink == 0) {
		close(leases->fd);
		return open_file(leases, region, error);
	}
	return read_file(leases, error);
}

struct id_lease_file *id_lease_open(const char *directory, const char *region, struct error *error)
{
	struct id_lease_file *leases = calloc(1, sizeof(*leases));

	if (!leases || asprintf(&leases->path, "%s/.%s.peers", directory, region) < 0) {
		error_set(error, "out of memory");
		free(leases);
		return NULL;
	}
	if (open_file(leases, region, error))
		return leases;
	if (leases->fd >= 0)
		close(leases->fd);
	free(leases->former_leases);
	free(leases->path);
	free(leases);
	return NULL;
}

/* Whether no line has a lease. */
static bool is_empty(const struct id_lease_file *leases)
{
	char text[LINE_LENGTH];
	off_t at = 0;

	while (pread(leases->fd, text, sizeof(text), at) == (ssize_t)sizeof(text)) {
		if (text[0] >= '0' && text[0] <= '9')
			return false;
		at += LINE_LENGTH;
	}
	return true;
}

void id_lease_close(struct id_lease_file *leases)
{
	if (!leases)
		return;
	if (is_empty(leases))
		unlink(leases->path);
	close(leases->fd);
	free(leases->former_leases);
	free(leases->path);
	free(leases);
}

void id_lease_record(struct id_lease_file *leases, uint16_t id, const struct process *process)
{
	char line[LINE_LENGTH + 1];

	if (process->pid <= 0) {
		clear_line(leases, id);
		return;
	}
	snprintf(line, sizeof(line), LINE_FORMAT, id, (int)process->pid, process->start);
	write_line(leases, id, line);
}

void id_lease_remove(struct id_lease_file *leases, uint16_t id)
{
	clear_line(leases, id);
}

size_t id_lease_formers(const struct id_lease_file *leases, const struct former_lease **formers)
{
	*formers = leases->former_leases;
	return leases->former_count;
}
