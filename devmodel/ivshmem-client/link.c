/* SPDX-License-Identifier: BSD-3-Clause
 * link.c: connects to the server, and checks its greeting. */
#include "ivshmem-client/internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/unix_socket.h"

#define RETRY_MILLISECONDS 50

/* A server that takes longer to answer is waited for with a line for the user. */
#define PROMPT_MILLISECONDS 500

void peer_link_init(struct peer_link *link, const char *path)
{
	*link = (struct peer_link) { .path = path, .socket = -1, .stream.fd = -1 };
}

/* The owner of the directory decides who may listen there; (uid_t)-1 if it is unknown. */
static uid_t owner_of_directory(const char *path)
{
	char directory[UNIX_SOCKET_PATH_MAX + 2];
	const char *slash = strrchr(path, '/');
	struct stat status;

	snprintf(directory, sizeof(directory), "%.*s/.", slash ? (int)(slash - path) : 1,
		 slash ? path : ".");
	return stat(directory, &status) == 0 ? status.st_uid : (uid_t)-1;
}

static bool is_trusted(int fd, const char *path, struct error *error)
{
	struct ucred server;
	socklen_t size = sizeof(server);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &server, &size) < 0)
		return error_set_errno(error, "cannot identify the server at %s", path);
	if (server.uid == 0 || server.uid == geteuid() || server.uid == owner_of_directory(path))
		return true;
	return error_set(error,
			 "untrusted server at %s: runs as user %u, expected root, this user or "
			 "the owner of the directory",
			 path, (unsigned)server.uid);
}

static enum peer_link_result result_of_errno(void)
{
	switch (errno) {
	case ENOENT:
		return PEER_LINK_NONE;
	case ECONNREFUSED:
	case EAGAIN:
	case EINTR:
		return PEER_LINK_END;
	default:
		return PEER_LINK_BROKEN;
	}
}

enum peer_link_result peer_link_open(struct peer_link *link, struct error *error)
{
	int fd = unix_socket_connect(link->path, SOCK_STREAM, error);

	if (fd < 0)
		return result_of_errno();
	if (!is_trusted(fd, link->path, error)) {
		close(fd);
		return PEER_LINK_BROKEN;
	}
	link->socket = fd;
	link->next = PEER_LINK_VERSION;
	return PEER_LINK_WAIT;
}

static bool check_version(struct peer_link *link, const struct message *message,
			  struct error *error)
{
	link->next = PEER_LINK_POSITION;
	if (message->number == MESSAGE_VERSION && message->fd < 0)
		return true;
	return error_set(error, "the server uses version %" PRId64 " of the protocol, expected %d",
			 message->number, MESSAGE_VERSION);
}

static bool read_position(struct peer_link *link, const struct message *message,
			  struct error *error)
{
	link->next = PEER_LINK_MEMORY;
	link->position = (uint16_t)message->number;
	if (message->number >= 0 && message->number <= MESSAGE_PEER_MAX && message->fd < 0)
		return true;
	return error_set(error, "invalid peer ID %" PRId64 " from the server", message->number);
}

static bool check_memory(struct peer_link *link, const struct message *message, struct error *error)
{
	link->next = PEER_LINK_PEERS;
	if (message->number == MESSAGE_MEMORY && message->fd >= 0)
		return true;
	return error_set(error, "the server sent %" PRId64 " instead of the memory",
			 message->number);
}

/* A descriptor of a message that was not expected is closed. */
static enum peer_link_result handle(struct peer_link *link, struct message *message,
				    struct error *error)
{
	enum peer_link_result result = PEER_LINK_WAIT;
	bool is_valid = true;

	switch (link->next) {
	case PEER_LINK_VERSION:
		is_valid = check_version(link, message, error);
		break;
	case PEER_LINK_POSITION:
		is_valid = read_position(link, message, error);
		break;
	case PEER_LINK_MEMORY:
		is_valid = check_memory(link, message, error);
		result = PEER_LINK_JOINED;
		break;
	default:
		result = PEER_LINK_MESSAGE;
	}
	if (is_valid)
		return result;
	if (message->fd >= 0)
		close(message->fd);
	return PEER_LINK_BROKEN;
}

enum peer_link_result peer_link_receive(struct peer_link *link, struct message *message,
					struct error *error)
{
	switch (message_receive(link->socket, &link->stream, message)) {
	case MESSAGE_DONE:
		return handle(link, message, error);
	case MESSAGE_WAIT:
		return PEER_LINK_WAIT;
	case MESSAGE_END:
		error_set(error, "the server has disconnected");
		return PEER_LINK_END;
	default:
		error_set(error, "the server violates the protocol, or too many files are open");
		return PEER_LINK_BROKEN;
	}
}

static void announce(struct peer_link *link)
{
	if (link->on_wait && !link->is_waiting)
		link->on_wait(link->data);
	link->is_waiting = true;
}

/* False at the deadline. */
static bool wait_for_answer(struct peer_link *link, int64_t deadline)
{
	if (!link->is_waiting && deadline_left(deadline) > PROMPT_MILLISECONDS) {
		if (deadline_wait(link->socket, deadline_in(PROMPT_MILLISECONDS)))
			return true;
		announce(link);
	}
	return deadline_wait(link->socket, deadline);
}

static enum peer_link_result try_join(struct peer_link *link, int64_t deadline,
				      struct message *memory, struct error *error)
{
	enum peer_link_result result = peer_link_open(link, error);

	while (result == PEER_LINK_WAIT && wait_for_answer(link, deadline))
		result = peer_link_receive(link, memory, error);
	if (result == PEER_LINK_WAIT)
		error_set(error, "the server at %s does not answer: restart ivshmem-server",
			  link->path);
	if (result != PEER_LINK_JOINED)
		peer_link_close(link);
	return result;
}

static void explain(const struct peer_link *link, enum peer_link_result result, struct error *error)
{
	if (result == PEER_LINK_NONE)
		error_set(error,
			  "no server at %s: start ivshmem-server, or start without "
			  "notification",
			  link->path);
	if (result == PEER_LINK_END)
		error_set(error,
			  "no server accepts this process at %s: see the server's log, start "
			  "ivshmem-server, or remove the socket to start without notification",
			  link->path);
}

/* While the server restarts there may be no socket for a moment. */
enum peer_link_result peer_link_join(struct peer_link *link, unsigned milliseconds,
				     struct message *memory, struct error *error)
{
	static const struct timespec pause = { .tv_nsec = RETRY_MILLISECONDS * 1000000L };
	int64_t deadline = deadline_in((int)milliseconds);
	enum peer_link_result result = try_join(link, deadline, memory, error);
	bool is_starting = result == PEER_LINK_END;

	while (is_starting && deadline_left(deadline) > RETRY_MILLISECONDS) {
		announce(link);
		nanosleep(&pause, NULL);
		result = try_join(link, deadline, memory, error);
		is_starting = result == PEER_LINK_END || result == PEER_LINK_NONE;
	}
	explain(link, result, error);
	return result;
}

void peer_link_close(struct peer_link *link)
{
	if (link->socket < 0)
		return;
	message_stream_close(&link->stream);
	close(link->socket);
	link->socket = -1;
}
