/* SPDX-License-Identifier: BSD-3-Clause
 * command.c: joins the region, does what the verb says, and leaves. */
#include "host-peer/command.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "host-peer/membership.h"
#include "ivshmem-client/message.h"
#include "ivshmem-client/server_directory.h"
#include "ping/ping.h"

struct command {
	const struct host_options *options;
	FILE *out;
	struct error *error;
	struct membership membership;
};

static uint16_t own_id(const struct command *command)
{
	return peer_position(command->membership.peer);
}

/* For the user, who may want to have this peer notified. */
static void warn_of_id(const struct command *command)
{
	struct error line;

	error_set(&line, "region '%s': this is peer %u", command->options->region, own_id(command));
	command->membership.warn(line.text);
}

static enum host_result list_peers(struct command *command)
{
	fprintf(command->out, "%-5s  %s\n", "ID", "VECTORS");
	for (unsigned id = 0; id < MESSAGE_PEERS_MAX; id++) {
		unsigned vectors = peer_vector_count(command->membership.peer, (uint16_t)id);

		if (vectors && id != own_id(command))
			fprintf(command->out, "%-5u  %u\n", id, vectors);
	}
	return HOST_DONE;
}

static enum host_result ring(struct command *command)
{
	const struct host_options *options = command->options;
	struct peer *peer = command->membership.peer;
	unsigned vectors = peer_vector_count(peer, options->peer);

	if (!vectors || options->peer == own_id(command)) {
		error_set(command->error, "region '%s': no peer %u: see ivshmem-server peers",
			  options->region, options->peer);
		return HOST_FAILED;
	}
	if (options->vector >= vectors) {
		error_set(command->error, "region '%s': no vector %u: peer %u has %u vectors",
			  options->region, options->vector, options->peer, vectors);
		return HOST_FAILED;
	}
	peer_ring(peer, options->peer, options->vector);
	return HOST_DONE;
}

/* Waits for one notification and prints it. 1, 0 and -1 as of membership_wait(). */
static int wait_and_print(struct command *command)
{
	const struct host_options *options = command->options;
	unsigned vector = 0;
	int result = membership_wait(&command->membership,
				     options->is_any ? MEMBERSHIP_ANY : options->vector,
				     options->timeout_ms, &vector, command->error);

	if (result > 0 && options->is_any)
		fprintf(command->out, "notified %u\n", vector);
	else if (result >= 0)
		fprintf(command->out, "%s\n", result ? "notified" : "timeout");
	fflush(command->out);
	return result;
}

static enum host_result wait_for_rings(struct command *command)
{
	uint32_t left = command->options->count;
	int result;

	warn_of_id(command);
	fputs("ready\n", command->out);
	fflush(command->out);
	do
		result = wait_and_print(command);
	while (result > 0 && --left);
	return result > 0 ? HOST_DONE : result == 0 ? HOST_NEGATIVE : HOST_FAILED;
}

static int ping_wait(void *ctx, int timeout_ms)
{
	struct command *command = ctx;

	return membership_wait(&command->membership, 0, timeout_ms, NULL, command->error);
}

/* A peer that has just joined may ask before the server's messages about it are read. */
static bool ping_ring(void *ctx, uint16_t peer)
{
	struct command *command = ctx;

	if (membership_await_peer(&command->membership, peer, command->error) < 0)
		return false;
	peer_ring(command->membership.peer, peer, 0);
	return true;
}

static void ping_publish(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static enum host_result answer(struct command *command, void *memory)
{
	const struct ping_peer peer = { .ctx = command,
					.memory = memory,
					.position = own_id(command),
					.is_notified = true,
					.can_ring = true,
					.timeout_ms = command->options->timeout_ms,
					.wait = ping_wait,
					.ring = ping_ring,
					.publish = ping_publish };
	uint32_t answered;
	enum ping_result result = ping_answer(&peer, &answered);

	fprintf(command->out, "answered=%u\n", answered);
	return result == PING_DONE	? HOST_DONE
	       : result == PING_TIMEOUT ? HOST_NEGATIVE
					: HOST_FAILED;
}

/* Where in the memory of `size` bytes the PING_SIZE bytes are. */
static bool locate(const struct command *command, uint64_t size, uint64_t *offset)
{
	const struct host_options *options = command->options;

	*offset = options->has_offset || size < PING_SIZE ? options->offset : size - PING_SIZE;
	return (size >= PING_SIZE && *offset <= size - PING_SIZE &&
		*offset % PING_ALIGNMENT == 0) ||
	       error_set(command->error,
			 "invalid --offset: must be a multiple of %u, with %u bytes after it",
			 PING_ALIGNMENT, PING_SIZE);
}

/* Maps all of the memory: so the size of its pages is of no concern. */
static enum host_result echo(struct command *command)
{
	int memory = peer_memory(command->membership.peer);
	enum host_result result;
	struct stat status;
	uint64_t offset;
	void *bytes;

	if (fstat(memory, &status) < 0 || !locate(command, (uint64_t)status.st_size, &offset))
		return HOST_FAILED;
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	if (bytes == MAP_FAILED) {
		error_set_errno(command->error, "region '%s': cannot map its memory",
				command->options->region);
		return HOST_FAILED;
	}
	warn_of_id(command);
	result = answer(command, (char *)bytes + offset);
	munmap(bytes, (size_t)status.st_size);
	return result;
}

/* Whether the socket is that of the VM: if that has none, the region's common one was found. */
static bool is_of_vm(const struct server_socket *socket, const char *region)
{
	return strcmp(strrchr(socket->path, '/') + 1, region) != 0;
}

static bool find_by_name(const struct host_options *options, struct server_socket *socket,
			 void (*warn)(const char *line), struct error *error)
{
	const char *vm = options->vm ? options->vm : "";
	struct socket_directory directory;

	if (!server_directory_choose(options->directory, &directory, error))
		return false;
	if (!*directory.path)
		return error_set(error, "no directory of ivshmem-server: set one with --dir");
	if (*directory.note.text)
		warn(directory.note.text);
	directory.is_explicit = false; /* our own message is better */
	if (!server_directory_find(&directory, options->region, vm, socket, error))
		return false;
	if (!*socket->path)
		return error_set(error,
				 "no socket for region '%s' in %s: let ivshmem-server serve it, or "
				 "set another directory with --dir",
				 options->region, directory.path);
	return !*vm || is_of_vm(socket, options->region) ||
	       error_set(error,
			 "no socket for VM '%s' of region '%s' in %s: let the server bind an ID to "
			 "it with peer=ID:%s",
			 vm, options->region, directory.path, vm);
}

static bool find_socket(const struct host_options *options, struct server_socket *socket,
			void (*warn)(const char *line), struct error *error)
{
	size_t length = strlen(options->region);

	if (!strchr(options->region, '/'))
		return find_by_name(options, socket, warn, error);
	if (length > UNIX_SOCKET_PATH_MAX)
		return error_set(error, "%.200s: path of a socket too long: at most %d characters",
				 options->region, UNIX_SOCKET_PATH_MAX);
	memcpy(socket->path, options->region, length + 1);
	return true;
}

static enum host_result act(struct command *command)
{
	switch (command->options->verb) {
	case HOST_VERB_PEERS:
		return list_peers(command);
	case HOST_VERB_RING:
		return ring(command);
	case HOST_VERB_WAIT:
		return wait_for_rings(command);
	default:
		return echo(command);
	}
}

enum host_result host_command_run(const struct host_options *options, FILE *out,
				  void (*warn)(const char *line), struct error *error)
{
	bool is_waiting = options->verb == HOST_VERB_WAIT && !options->is_any;
	struct command command = { .options = options, .out = out, .error = error };
	enum host_result result = HOST_FAILED;
	struct server_socket socket;

	if (!find_socket(options, &socket, warn, error))
		return HOST_FAILED;
	if (membership_open(&command.membership, socket.path, options->region,
			    is_waiting ? options->vector : 0, warn, error))
		result = act(&command);
	membership_close(&command.membership);
	return result;
}
