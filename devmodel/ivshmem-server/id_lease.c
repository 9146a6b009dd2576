/* SPDX-License-Identifier: BSD-3-Clause
 * id_lease.c: lines of the form "ID PID START", each at its ID's place. */
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

/* "65535 4194304    18446744073709551615\n" has its fields at fixed columns. */
#define LINE_FORMAT "%-5u %-10d %-20" PRIu64 "\n"
#define LINE_LENGTH 38

/* What a former server has left: an ID that a process had. */
struct former {
	uint16_t id;
	struct process process;
};

struct ledger {
	int fd;
	char *path;
	struct former *formers;
	size_t former_count;
};

static void write_line(const struct ledger *ledger, uint16_t id, const char *line)
{
	ssize_t put = pwrite(ledger->fd, line, LINE_LENGTH, (off_t)id * LINE_LENGTH);

	/* Without room for it a restart will give another ID: that is no reason to send a peer
	 * away. */
	(void)put;
}

static void clear_line(const struct ledger *ledger, uint16_t id)
{
	char line[LINE_LENGTH];

	memset(line, ' ', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\n';
	write_line(ledger, id, line);
}

static bool parse_line(const char *text, size_t index, struct former *former)
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

/* Takes over those who are alive; the lines of the others are cleared. */
static bool read_formers(struct ledger *ledger, const char *text, size_t line_count)
{
	ledger->formers = calloc(line_count + 1, sizeof(*ledger->formers));
	if (!ledger->formers)
		return false;
	for (size_t i = 0; i < line_count; i++) {
		struct former former;

		if (!parse_line(text + i * LINE_LENGTH, i, &former))
			continue;
		if (identity_is_alive(&former.process))
			ledger->formers[ledger->former_count++] = former;
		else
			clear_line(ledger, former.id);
	}
	return true;
}

static bool read_file(struct ledger *ledger, struct error *error)
{
	struct stat status;
	size_t size = 0;
	char *text;
	bool is_good;

	if (fstat(ledger->fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size <= MESSAGE_PEERS_MAX * LINE_LENGTH)
		size = (size_t)status.st_size / LINE_LENGTH * LINE_LENGTH;
	text = malloc(size + 1);
	is_good = text && pread(ledger->fd, text, size, 0) == (ssize_t)size &&
		  read_formers(ledger, text, size / LINE_LENGTH);
	if (!is_good)
		error_set_errno(error, "%s: cannot read who had which ID", ledger->path);
	free(text);
	return is_good;
}

/* Whoever lists what is there has a lock on it for a moment; a server keeps its own. */
static bool take_lock(const struct ledger *ledger)
{
	const struct timespec moment = { .tv_nsec = 5000000 };

	for (unsigned i = 0; i < 20; i++) {
		if (flock(ledger->fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

static bool open_file(struct ledger *ledger, const char *region, struct error *error)
{
	struct stat status;

	ledger->fd = open(ledger->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (ledger->fd < 0)
		return error_set_errno(error, "%s: cannot open", ledger->path);
	if (!take_lock(ledger))
		return error_set(error,
				 "region '%s': another server has it (it holds a lock on %s)",
				 region, ledger->path);
	/* What was opened may have been removed by then, by a server that ended or by pruning. */
	if (fstat(ledger->fd, &status) == 0 && status.st_nlink == 0) {
		close(ledger->fd);
		return open_file(ledger, region, error);
	}
	return read_file(ledger, error);
}

struct ledger *ledger_open(const char *directory, const char *region, struct error *error)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	if (!ledger || asprintf(&ledger->path, "%s/.%s.peers", directory, region) < 0) {
		error_set(error, "out of memory");
		free(ledger);
		return NULL;
	}
	if (open_file(ledger, region, error))
		return ledger;
	if (ledger->fd >= 0)
		close(ledger->fd);
	free(ledger->formers);
	free(ledger->path);
	free(ledger);
	return NULL;
}

/* Has anybody a line? */
static bool is_empty(const struct ledger *ledger)
{
	char text[LINE_LENGTH];
	off_t at = 0;

	while (pread(ledger->fd, text, sizeof(text), at) == (ssize_t)sizeof(text)) {
		if (text[0] >= '0' && text[0] <= '9')
			return false;
		at += LINE_LENGTH;
	}
	return true;
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	if (is_empty(ledger))
		unlink(ledger->path);
	close(ledger->fd);
	free(ledger->formers);
	free(ledger->path);
	free(ledger);
}

static void forget(struct ledger *ledger, size_t index)
{
	ledger->formers[index] = ledger->formers[--ledger->former_count];
}

void ledger_enter(struct ledger *ledger, uint16_t id, const struct process *process)
{
	char line[LINE_LENGTH + 1];

	for (size_t i = ledger->former_count; i-- > 0;)
		if (ledger->formers[i].id == id)
			forget(ledger, i);
	if (process->pid <= 0) {
		clear_line(ledger, id);
		return;
	}
	snprintf(line, sizeof(line), LINE_FORMAT, id, (int)process->pid, process->start);
	write_line(ledger, id, line);
}

void ledger_strike(struct ledger *ledger, uint16_t id)
{
	clear_line(ledger, id);
}

bool ledger_recall(const struct ledger *ledger, const struct process *process, uint16_t *id)
{
	bool is_found = false;

	for (size_t i = 0; i < ledger->former_count; i++) {
		const struct former *former = &ledger->formers[i];

		if (identity_is_same(&former->process, process) &&
		    (!is_found || former->id < *id)) {
			*id = former->id;
			is_found = true;
		}
	}
	return is_found;
}

bool ledger_is_kept(struct ledger *ledger, uint16_t id)
{
	for (size_t i = 0; i < ledger->former_count; i++) {
		if (ledger->formers[i].id != id)
			continue;
		if (identity_is_alive(&ledger->formers[i].process))
			return true;
		forget(ledger, i);
		return false;
	}
	return false;
}
