/* SPDX-License-Identifier: BSD-3-Clause
 * supervisor.c: starts workers one after the other. */
#include "ivshmem-server/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/end_signals.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/scm_rights.h"
#include "base/socket_directory.h"
#include "ivshmem-client/server_directory.h"
#include "ivshmem-server/fd_store.h"
#include "ivshmem-server/handover.h"
#include "ivshmem-server/manager.h"
#include "ivshmem-server/server.h"
#include "ivshmem-server/service.h"

/* What ps(1) shows of the worker. */
#define WORKER_TITLE "ivshmem-server: worker"

enum state { STATE_RUNNING, STATE_RELOADING, STATE_STOPPING };

struct supervisor {
	struct supervisor_setup *setup;
	enum state state;
	struct fd_store store;
	struct loop *loop;
	int signals;
	bool had_terminal; /* at the start */
	pid_t worker;
	int socket; /* to the worker; -1: none */
	struct error *error;
};

bool supervisor_read_options(struct supervisor_setup *setup, struct error *error)
{
	const struct server_options *options = &setup->options;

	if (!server_options_read(setup->argc, setup->argv, &setup->options, error))
		return false;
	if (options->verb == SERVER_VERB_HELP || options->verb == SERVER_VERB_VERSION)
		return true;
	if (!server_directory_choose(options->directory, &setup->directory, error))
		return false;
	return options->verb != SERVER_VERB_SERVE || *setup->directory.path ||
	       error_set(error, "no directory for the sockets: set one with --dir");
}

/* The arguments are one after the other in memory: this is their new text. */
static void set_title(const struct supervisor_setup *setup, const char *title)
{
	char *first = setup->argv[0], *last = setup->argv[setup->argc - 1];
	size_t room = (size_t)(last - first) + strlen(last);

	memset(first, 0, room);
	snprintf(first, room + 1, "%s", title);
}

/* In the child. The kernel kills it when the supervisor dies. */
static void __attribute__((noreturn))
be_worker(const struct supervisor *supervisor, int socket, pid_t parent)
{
	const struct supervisor_setup *setup = supervisor->setup;
	struct service service = { true, socket, supervisor->store };
	struct error error;
	bool is_good;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(EXIT_FAILURE);
	set_title(setup, WORKER_TITLE);
	close(supervisor->signals);
	loop_free(supervisor->loop);
	if (service_next_command(&service, true) != SERVICE_START)
		_exit(EXIT_FAILURE);
	is_good = server_run(&setup->options.settings, setup->directory.path,
			     !setup->options.has_no_sandbox, &service, &error);
	if (!is_good)
		service_notify_failed(&service, &error);
	fd_store_close(&service.store);
	close(socket);
	exit(is_good ? EXIT_SUCCESS : EXIT_FAILURE);
}

static void send_command(const struct supervisor *supervisor, enum service_command command)
{
	char byte = (char)command;

	/* If the worker has ended, the loop reports that. */
	send(supervisor->socket, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static loop_handler on_message;

/* Once the worker has its own copies, those here are closed: only then can it see that a peer
 * disconnects. */
static bool start_worker(struct supervisor *supervisor)
{
	struct error *error = supervisor->error;
	pid_t parent = getpid();
	int ends[2];

	server_raise_limit(&supervisor->setup->options.settings);
	error_set(error, "the worker has failed without a reason");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return error_set_errno(error, "cannot create sockets for the worker");
	supervisor->worker = fork();
	if (supervisor->worker == 0) {
		close(ends[0]);
		be_worker(supervisor, ends[1], parent);
	}
	close(ends[1]);
	supervisor->socket = ends[0];
	if (supervisor->worker < 0)
		return error_set_errno(error, "cannot start a worker");
	fd_store_remove_handover(&supervisor->store);
	supervisor->state = STATE_RUNNING;
	send_command(supervisor, SERVICE_START);
	return loop_add(supervisor->loop, ends[0], EPOLLIN, on_message, supervisor, error);
}

/* Waits for the worker, which is ending. False with an error if it has failed. */
static bool reap_worker(struct supervisor *supervisor)
{
	int status = 0;

	loop_remove(supervisor->loop, supervisor->socket);
	close(supervisor->socket);
	supervisor->socket = -1;
	while (waitpid(supervisor->worker, &status, 0) < 0 && errno == EINTR)
		;
	supervisor->worker = -1;
	if (WIFSIGNALED(status))
		return error_set(supervisor->error, "the worker was killed by signal %d (%s)",
				 WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (status == 0 && supervisor->state == STATE_RUNNING)
		return error_set(supervisor->error, "the worker has ended");
	return status == 0;
}

static void on_worker_end(struct supervisor *supervisor)
{
	if (!reap_worker(supervisor))
		loop_stop(supervisor->loop, EXIT_FAILURE);
	else if (supervisor->state == STATE_STOPPING)
		loop_stop(supervisor->loop, EXIT_SUCCESS);
	else if (!start_worker(supervisor))
		loop_stop(supervisor->loop, EXIT_FAILURE);
}

static void store(struct supervisor *supervisor, int fd, const char *name)
{
	if (fd < 0)
		return;
	if (!fd_store_is_handover(name))
		manager_keep(fd, name);
	fd_store_add(&supervisor->store, fd, name);
}

static void handle(struct supervisor *supervisor, enum service_message kind, const char *text,
		   int fd)
{
	switch (kind) {
	case SERVICE_STORE:
		store(supervisor, fd, text);
		return;
	case SERVICE_REMOVE:
		fd_store_remove(&supervisor->store, text);
		manager_forget(text);
		break;
	case SERVICE_READY:
		manager_notify_ready(text);
		break;
	case SERVICE_FAILED:
		error_set(supervisor->error, "%s", text);
		break;
	}
	if (fd >= 0)
		close(fd);
}

/* A worker that ends without having read all commands resets the connection: that is reported
 * before its last messages. */
static bool is_end(ssize_t size)
{
	return size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR && errno != EMSGSIZE &&
			     errno != ECONNRESET);
}

/* A text is one line, whatever the worker sends. */
static void on_message(void *data, int socket, uint32_t events)
{
	struct supervisor *supervisor = data;
	char bytes[SERVICE_MESSAGE_MAX + 1];
	int fd = -1;
	struct scm_rights rights = { &fd, 0, 1 };
	ssize_t size = scm_rights_receive(socket, bytes, sizeof(bytes) - 1, &rights);

	(void)events;
	if (is_end(size))
		on_worker_end(supervisor);
	if (size <= 0)
		return;
	bytes[size] = '\0';
	bytes[strcspn(bytes, "\n")] = '\0';
	handle(supervisor, (enum service_message)bytes[0], bytes + (bytes[0] != '\0'), fd);
}

static void stop(struct supervisor *supervisor, const struct signalfd_siginfo *info)
{
	log_event(LEVEL_INFO, "stop", log_number("signal", info->ssi_signo),
		  log_number("pid", info->ssi_pid));
	manager_notify_stopping();
	supervisor->state = STATE_STOPPING;
	send_command(supervisor, manager_is_present() ? SERVICE_HAND_OVER : SERVICE_STOP);
}

/* Reads the options for the next worker; invalid ones change nothing. Without the directory it
 * could serve no region. */
static void reload(struct supervisor *supervisor, const struct signalfd_siginfo *info)
{
	struct supervisor_setup *setup = supervisor->setup, next = *setup;
	struct error error;

	if (!supervisor_read_options(&next, &error) ||
	    !socket_directory_make(next.directory.path, 0755, &error)) {
		log_event(LEVEL_ERROR, "reload", log_number("pid", info->ssi_pid),
			  log_text("reason", error.text));
		server_options_free(&next.options);
		return;
	}
	log_event(LEVEL_INFO, "reload", log_number("pid", info->ssi_pid));
	manager_notify_reloading();
	server_options_free(&setup->options);
	*setup = next;
	supervisor->state = STATE_RELOADING;
	send_command(supervisor, SERVICE_HAND_OVER);
}

static bool has_terminal(void)
{
	int fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* A terminal that is closed sends SIGHUP, too: then a server that was started there ends. */
static bool has_lost_terminal(const struct supervisor *supervisor)
{
	return supervisor->had_terminal && !has_terminal();
}

static void on_signal(void *data, int fd, uint32_t events)
{
	struct supervisor *supervisor = data;
	struct signalfd_siginfo info;

	(void)events;
	if (!end_signals_next(fd, &info))
		return;
	if (info.ssi_signo != SIGHUP || has_lost_terminal(supervisor))
		stop(supervisor, &info);
	else if (supervisor->state != STATE_STOPPING)
		reload(supervisor, &info);
}

static bool start(struct supervisor *supervisor)
{
	signal(SIGPIPE, SIG_IGN);
	/* Ignored, as some programs leave it, the worker's status would be lost. */
	signal(SIGCHLD, SIG_DFL);
	supervisor->had_terminal = has_terminal();
	manager_receive(&supervisor->store);
	supervisor->loop = loop_new(supervisor->error);
	if (!supervisor->loop)
		return false;
	supervisor->signals = end_signals_watch(supervisor->loop, false, on_signal, supervisor,
						supervisor->error);
	return supervisor->signals >= 0 && start_worker(supervisor);
}

/* What was handed over goes to the manager, for the next run. Listening sockets and locks do not:
 * without a next run, clients would wait for one, and other servers would be refused. */
static void finish(struct supervisor *supervisor, bool is_good)
{
	handover_discard(&supervisor->store);
	if (is_good && manager_is_present())
		manager_hand_over(&supervisor->store);
	fd_store_close(&supervisor->store);
	if (supervisor->socket >= 0)
		close(supervisor->socket);
	if (supervisor->signals >= 0)
		close(supervisor->signals);
	loop_free(supervisor->loop);
}

bool supervisor_run(struct supervisor_setup *setup, struct error *error)
{
	struct supervisor supervisor = {
		.setup = setup, .signals = -1, .socket = -1, .error = error
	};
	bool is_good = start(&supervisor) && loop_run(supervisor.loop, error) == EXIT_SUCCESS;

	finish(&supervisor, is_good);
	return is_good;
}
