/* SPDX-License-Identifier: BSD-3-Clause
 * attacker.c: a peer that misuses what it may do, for test_attacks.sh.
 *
 *   attacker hold SOCKET         joins, and keeps the memory
 *   attacker lock SOCKET         the same, with an exclusive lock on it
 *   attacker unlock SOCKET       the same, having released any lock on it
 *   attacker lock-file FILE      has an exclusive lock on a file that it can only read
 *   attacker storm SOCKET COUNT  connects and disconnects
 *   attacker greet SOCKET COUNT  connects, and disconnects in the middle of the first messages
 *   attacker churn SOCKET COUNT  joins and leaves
 *   attacker burst SOCKET COUNT  so many processes, one after the other, join BURST times each
 *   attacker take SOCKET COUNT   joins so many times at once
 *
 * The first three print "ready INODE" of the memory, the last three "accepted N". All but storm,
 * greet, churn and burst then wait to be killed, with the memory but without the server, if that
 * ends.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ivshmem-client/message.h"

#define BURST 32u

static int fail(const char *what)
{
	perror(what);
	return 1;
}

/* All that is printed is waited for. */
static _Noreturn void wait_for_end(void)
{
	fflush(stdout);
	for (;;)
		pause();
}

/* Waits for a place in the listener's queue, as a client in a hurry would. */
static int join(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int end = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (end < 0 || connect(end, (const struct sockaddr *)&address, sizeof(address)) != 0)
		exit(fail(path));
	return end;
}

/* The memory, or -1 if the server disconnects. */
static int receive_memory(int end)
{
	struct message_stream stream = { .fd = -1 };
	struct message message = { .fd = -1 };
	struct pollfd ready = { .fd = end, .events = POLLIN };
	enum message_result result;

	while (poll(&ready, 1, -1) == 1) {
		result = message_receive(end, &stream, &message);
		if (result == MESSAGE_DONE && message.number == MESSAGE_MEMORY)
			return message.fd;
		if (result != MESSAGE_DONE && result != MESSAGE_WAIT)
			return -1;
	}
	return -1;
}

/* Until the server ends. */
static void receive_all(int end)
{
	struct message_stream stream = { .fd = -1 };
	struct message message = { .fd = -1 };
	struct pollfd ready = { .fd = end, .events = POLLIN };
	enum message_result result = MESSAGE_WAIT;

	while (result == MESSAGE_WAIT && poll(&ready, 1, -1) == 1)
		while ((result = message_receive(end, &stream, &message)) == MESSAGE_DONE)
			if (message.fd >= 0)
				close(message.fd);
}

static int run_hold(const char *path, int operation)
{
	int end = join(path), memory = receive_memory(end);
	struct stat status;

	if (fstat(memory, &status) != 0)
		return fail("memory");
	if (operation && flock(memory, operation | LOCK_NB) != 0)
		return fail("flock");
	printf("ready %llu\n", (unsigned long long)status.st_ino);
	fflush(stdout);
	receive_all(end);
	wait_for_end();
}

static int run_lock_file(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0 || flock(file, LOCK_EX | LOCK_NB) != 0)
		return fail(path);
	printf("ready\n");
	wait_for_end();
}

static int run_storm(const char *path, long count, size_t bytes)
{
	char buffer[MESSAGE_SIZE];

	for (long i = 0; i < count; i++) {
		int end = join(path);

		if (bytes && read(end, buffer, bytes) < 0)
			return fail("read");
		close(end);
	}
	return 0;
}

static int run_churn(const char *path, long count)
{
	long accepted = 0;

	for (long i = 0; i < count; i++) {
		int end = join(path), memory = receive_memory(end);

		accepted += memory >= 0;
		close(memory);
		close(end);
	}
	printf("accepted %ld\n", accepted);
	return 0;
}

/* Stays until the last peer was announced to the first. */
static int join_often(const char *path)
{
	int first = join(path), accepted = receive_memory(first) >= 0;
	struct message_stream stream = { .fd = -1 };
	struct message message = { .number = -1, .fd = -1 };
	struct pollfd ready = { .fd = first, .events = POLLIN };

	for (unsigned i = 1; i < BURST; i++)
		accepted += receive_memory(join(path)) >= 0;
	for (int left = accepted; left > 0 && poll(&ready, 1, -1) == 1;)
		while (message_receive(first, &stream, &message) == MESSAGE_DONE)
			left--;
	return accepted;
}

static int run_burst(const char *path, long count)
{
	long accepted = 0;

	for (long i = 0; i < count; i++) {
		int status = 0;
		pid_t child = fork();

		if (child == 0)
			_exit(join_often(path));
		if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
			return fail("child");
		accepted += WEXITSTATUS(status);
	}
	printf("accepted %ld\n", accepted);
	return 0;
}

static int run_take(const char *path, long count)
{
	long accepted = 0;
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	for (long i = 0; i < count; i++)
		accepted += receive_memory(join(path)) >= 0;
	printf("accepted %ld\n", accepted);
	wait_for_end();
}

int main(int argc, char **argv)
{
	const char *verb = argc >= 3 ? argv[1] : "", *path = argc >= 3 ? argv[2] : "";
	long count = argc == 4 ? atol(argv[3]) : 0;

	if (strcmp(verb, "hold") == 0)
		return run_hold(path, 0);
	if (strcmp(verb, "lock") == 0)
		return run_hold(path, LOCK_EX);
	if (strcmp(verb, "unlock") == 0)
		return run_hold(path, LOCK_UN);
	if (strcmp(verb, "lock-file") == 0)
		return run_lock_file(path);
	if (strcmp(verb, "storm") == 0)
		return run_storm(path, count, 0);
	if (strcmp(verb, "greet") == 0)
		return run_storm(path, count, MESSAGE_SIZE);
	if (strcmp(verb, "churn") == 0)
		return run_churn(path, count);
	if (strcmp(verb, "burst") == 0)
		return run_burst(path, count);
	if (strcmp(verb, "take") == 0)
		return run_take(path, count);
	fprintf(stderr, "usage: attacker VERB PATH [COUNT]\n");
	return 2;
}
