/* SPDX-License-Identifier: BSD-3-Clause
 * test_control.c: connections, their messages, and their ends.
 *
 * Clients and control are one thread: pump() turns the control's loop until it rests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "acrn-hv/control.h"
#include "base/unix_socket.h"
#include "tests/devmodel/base/turns.h"

#define OTHER_USER 65534u /* the user */

struct scene {
	struct turns turns;
	char directory[40], path[60];
	struct control *control;
	/* The last arguments of the handlers, and what they return. */
	struct control_client *client, *last_closed;
	struct hv_control_claim claim;
	unsigned claims, starts, lists, closes;
	const char *rejection; /* NULL: accepted */
	unsigned lines;	       /* of a list, before its end */
};

static bool on_claim(void *data, struct control_client *client,
		     const struct hv_control_claim *claim, struct error *error)
{
	struct scene *scene = data;

	scene->claims++;
	scene->client = client;
	scene->claim = *claim;
	return !scene->rejection || error_set(error, "%s", scene->rejection);
}

static bool on_list(void *data, int socket)
{
	struct scene *scene = data;

	scene->lists++;
	for (unsigned i = 0; i < scene->lines; i++)
		if (!hv_control_send(socket, "line %u", i))
			return false;
	return hv_control_send(socket, "end");
}

static void on_start(void *data, struct control_client *client, const char *vm)
{
	struct scene *scene = data;

	assert_string_equal(vm, "VM");
	scene->starts++;
	control_send_missing(client, "some regions");
}

static void on_close(void *data, struct control_client *client)
{
	struct scene *scene = data;

	scene->closes++;
	scene->last_closed = client;
}

static void open_control(struct scene *scene)
{
	const struct control_handlers handlers = { .claim = on_claim,
						   .start = on_start,
						   .list = on_list,
						   .on_close = on_close,
						   .data = scene };
	struct error error;

	scene->control = control_open(scene->turns.loop, scene->path, &handlers, &error);
	if (!scene->control)
		fail_msg("%s", error.text);
}

static int open_scene(void **state)
{
	static struct scene scene;

	scene = (struct scene) { .directory = "/tmp/test-control-XXXXXX" };
	turns_open(&scene.turns);
	assert_non_null(mkdtemp(scene.directory));
	snprintf(scene.path, sizeof(scene.path), "%s/control", scene.directory);
	open_control(&scene);
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;

	control_close(scene->control);
	assert_int_equal(rmdir(scene->directory), 0);
	return turns_close(&scene->turns) ? 0 : -1;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_scene, close_scene)

static int connect_client(struct scene *scene)
{
	struct error error;
	int fd = unix_socket_connect(scene->path, SOCK_SEQPACKET, &error);

	if (fd < 0)
		fail_msg("%s", error.text);
	pump(&scene->turns);
	return fd;
}

static void send_bytes(struct scene *scene, int fd, const void *bytes, size_t size)
{
	assert_int_equal(send(fd, bytes, size, MSG_NOSIGNAL), size);
	pump(&scene->turns);
}

static void send_text(struct scene *scene, int fd, const char *text)
{
	send_bytes(scene, fd, text, strlen(text));
}

static void disconnect(struct scene *scene, int fd)
{
	close(fd);
	pump(&scene->turns);
}

static void assert_answer(int fd, const char *text)
{
	struct hv_control_message message;

	if (!hv_control_receive(fd, &message))
		fail_msg("not '%s' but %s", text, strerror(errno));
	assert_string_equal(message.text, text);
}

static void assert_no_answer(int fd)
{
	struct hv_control_message message;

	assert_false(hv_control_receive(fd, &message));
	assert_int_equal(errno, EAGAIN);
}

static void assert_end(int fd)
{
	struct hv_control_message message;

	assert_false(hv_control_receive(fd, &message));
	assert_int_equal(errno, ECONNRESET);
}

static void test_claim(void **state)
{
	struct scene *scene = *state;
	int fd = connect_client(scene);

	send_text(scene, fd, "claim VM-1 plant_state 4194304 00:08.1");
	assert_int_equal(scene->claims, 1);
	assert_string_equal(scene->claim.vm, "VM-1");
	assert_string_equal(scene->claim.region, "plant_state");
	assert_int_equal(scene->claim.size, 4u << 20);
	assert_int_equal(scene->claim.vbdf, CFG_BDF(0, 8, 1));
	assert_int_equal(control_client_pid(scene->client), getpid());
	assert_answer(fd, "ok");
	assert_no_answer(fd);
	disconnect(scene, fd);
	assert_int_equal(scene->closes, 1);
	assert_ptr_equal(scene->last_closed, scene->client);
}

static void test_start(void **state)
{
	struct scene *scene = *state;
	int fd = connect_client(scene);

	send_text(scene, fd, "start VM");
	assert_int_equal(scene->starts, 1);
	assert_answer(fd, "missing some regions");
	assert_no_answer(fd);
	disconnect(scene, fd);
	assert_int_equal(scene->starts, 1);
}

static void test_rejection(void **state)
{
	struct scene *scene = *state;
	int fd = connect_client(scene);

	scene->rejection = "because of 'this'\nand that";
	send_text(scene, fd, "claim A r 4096 00:08.0");
	assert_answer(fd, "no because of 'this'?and that");
	/* It may try again. */
	scene->rejection = NULL;
	send_text(scene, fd, "claim A r 4096 00:08.0");
	assert_answer(fd, "ok");
	assert_int_equal(scene->claims, 2);
	assert_int_equal(scene->closes, 0);
	close(fd);
}

/* Several messages at once; each client gets its own answers. */
static void test_many_messages(void **state)
{
	struct scene *scene = *state;
	int first = connect_client(scene), second = connect_client(scene);

	scene->lines = 2;
	assert_int_equal(send(first, "ps", 2, 0), 2);
	assert_int_equal(send(first, "claim A r 1 00:08.0", 19, 0), 19);
	assert_int_equal(send(second, "claim B r 1 00:08.0", 19, 0), 19);
	pump(&scene->turns);
	assert_answer(first, "line 0");
	assert_answer(first, "line 1");
	assert_answer(first, "end");
	assert_answer(first, "ok");
	assert_no_answer(first);
	assert_answer(second, "ok");
	assert_int_equal(scene->lists, 1);
	assert_int_equal(scene->claims, 2);
	close(first);
	close(second);
}

/* A message before the disconnect is handled. */
static void test_message_before_the_end(void **state)
{
	struct scene *scene = *state;
	int fd = connect_client(scene);

	assert_int_equal(send(fd, "claim A r 1 00:08.0", 19, 0), 19);
	disconnect(scene, fd);
	assert_int_equal(scene->claims, 1);
	assert_int_equal(scene->closes, 1);
}

/* No answer and no claim or list: the connection is closed. */
static void reject(struct scene *scene, const void *bytes, size_t size)
{
	unsigned closes = scene->closes;
	int fd = connect_client(scene);

	send_bytes(scene, fd, bytes, size);
	assert_end(fd);
	assert_int_equal(scene->closes, closes + 1);
	disconnect(scene, fd);
	assert_int_equal(scene->closes, closes + 1);
	assert_int_equal(scene->claims + scene->lists, 0);
}

static void test_invalid_messages(void **state)
{
	static const char *const texts[] = { "hello",
					     "PS",
					     "ps ",
					     " ps",
					     "psx",
					     "ps\n",
					     "ok",
					     "end",
					     "claim",
					     "claim A r 1 00:08.0 ",
					     "claim ../../etc/passwd r 1 00:08.0" };
	struct scene *scene = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		reject(scene, texts[i], strlen(texts[i]));
	reject(scene, "ps", 3);
	reject(scene, "\0ps", 3);
	reject(scene, "\xff\x00\x80", 3);
}

static void test_long_messages(void **state)
{
	static char bytes[100000];
	struct scene *scene = *state;

	memset(bytes, 'x', sizeof(bytes));
	reject(scene, bytes, HV_CONTROL_MESSAGE_MAX);
	reject(scene, bytes, HV_CONTROL_MESSAGE_MAX + 1);
	reject(scene, bytes, sizeof(bytes));
	/* Not even if a prefix of it is valid. */
	memset(bytes, ' ', sizeof(bytes));
	memcpy(bytes, "ps", 2);
	reject(scene, bytes, HV_CONTROL_MESSAGE_MAX + 1);
}

static void test_empty_message(void **state)
{
	struct scene *scene = *state;
	int fd = connect_client(scene);

	assert_int_equal(send(fd, "", 0, 0), 0);
	pump(&scene->turns);
	assert_end(fd);
	assert_int_equal(scene->closes, 1);
	close(fd);
}

static void test_half_close(void **state)
{
	struct scene *scene = *state;
	int fd = connect_client(scene);

	shutdown(fd, SHUT_WR);
	pump(&scene->turns);
	assert_int_equal(scene->closes, 1);
	close(fd);
	fd = connect_client(scene);
	shutdown(fd, SHUT_RD);
	send_text(scene, fd, "ps");
	assert_int_equal(scene->closes, 2);
	close(fd);
}

/* A client that sends requests and does not read is disconnected. */
static void test_client_that_does_not_read(void **state)
{
	struct scene *scene = *state;
	int fd = connect_client(scene), other = connect_client(scene);
	unsigned count = 0;

	scene->lines = 10;
	while (scene->closes == 0 && count < 100000 && send(fd, "ps", 2, MSG_NOSIGNAL) == 2) {
		pump(&scene->turns);
		count++;
	}
	assert_int_equal(scene->closes, 1);
	send_text(scene, other, "ps");
	assert_answer(other, "line 0");
	close(other);
	/* Answers that were sent can still be read, and then the end. */
	assert_answer(fd, "line 0");
	close(fd);
}

static void test_messages_to_a_client(void **state)
{
	struct scene *scene = *state;
	int fd = connect_client(scene);

	send_text(scene, fd, "claim A r 1 00:08.0");
	assert_answer(fd, "ok");
	control_send_disconnected(scene->client, CFG_BDF(0, 31, 7));
	control_send_powerdown(scene->client);
	assert_answer(fd, "disconnected 00:1f.7");
	assert_answer(fd, "powerdown");
	/* The client may have ended, or not read. */
	for (unsigned i = 0; i < 10000; i++)
		control_send_powerdown(scene->client);
	close(fd);
	control_send_powerdown(scene->client);
	control_send_disconnected(scene->client, 0);
	assert_int_equal(scene->closes, 0);
	pump(&scene->turns);
	assert_int_equal(scene->closes, 1);
}

static void test_client_close(void **state)
{
	struct scene *scene = *state;
	int fd = connect_client(scene);

	send_text(scene, fd, "claim A r 1 00:08.0");
	assert_answer(fd, "ok");
	/* Also with a message that is not handled yet. */
	assert_int_equal(send(fd, "ps", 2, 0), 2);
	control_client_close(scene->client);
	pump(&scene->turns);
	assert_int_equal(scene->lists, 0);
	assert_int_equal(scene->closes, 0);
	close(fd);
}

static void test_close(void **state)
{
	struct scene *scene = *state;
	int first = connect_client(scene), second = connect_client(scene);

	send_text(scene, first, "claim A r 1 00:08.0");
	control_close(scene->control);
	assert_answer(first, "ok");
	assert_end(first);
	assert_end(second);
	assert_int_equal(scene->closes, 0);
	assert_int_equal(access(scene->path, F_OK), -1);
	control_close(NULL);
	open_control(scene);
	close(first);
	close(second);
}

/* As many clients as allowed; one more is disconnected. */
static void connect_all(struct scene *scene)
{
	int fds[CONTROL_CLIENTS_MAX], late;

	for (unsigned i = 0; i < CONTROL_CLIENTS_MAX; i++)
		fds[i] = connect_client(scene);
	for (unsigned i = 0; i < CONTROL_CLIENTS_MAX; i++)
		assert_int_equal(send(fds[i], "ps", 2, 0), 2);
	pump(&scene->turns);
	late = connect_client(scene);
	assert_end(late);
	disconnect(scene, late);
	for (unsigned i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		assert_answer(fds[i], "end");
		disconnect(scene, fds[i]);
	}
}

static void test_many_clients(void **state)
{
	struct scene *scene = *state;

	connect_all(scene);
	connect_all(scene);
	assert_int_equal(scene->lists, 2 * CONTROL_CLIENTS_MAX);
	assert_int_equal(scene->closes, 2 * CONTROL_CLIENTS_MAX);
}

static void test_socket(void **state)
{
	struct scene *scene = *state;
	struct error error;
	struct stat status;

	assert_int_equal(stat(scene->path, &status), 0);
	assert_int_equal(status.st_mode, S_IFSOCK | 0600);
	/* A socket of an earlier run is replaced. */
	control_close(scene->control);
	close(unix_socket_listen(scene->path, SOCK_SEQPACKET, 0600, 1, &error));
	open_control(scene);
	close(connect_client(scene));
}

static void test_invalid_path(void **state)
{
	static const struct control_handlers none;
	struct scene *scene = *state;
	struct error error;

	assert_null(control_open(scene->turns.loop, "/no/such/control", &none, &error));
	assert_non_null(strstr(error.text, "/no/such/control"));
}

/* As another user, with access to the socket by mistake. The status is the result. */
static void __attribute__((noreturn)) be_another_user(const struct scene *scene)
{
	struct hv_control_message message;
	struct error error;
	int fd;

	if (setgroups(0, NULL) != 0 || setgid(OTHER_USER) != 0 || setuid(OTHER_USER) != 0)
		_exit(10);
	fd = unix_socket_connect(scene->path, SOCK_SEQPACKET, &error);
	if (fd < 0)
		_exit(11);
	poll(&(struct pollfd) { .fd = fd, .events = POLLIN }, 1, TURNS_WAIT_MS);
	_exit(hv_control_receive(fd, &message) || errno != ECONNRESET ? 12 : 0);
}

static void test_another_user(void **state)
{
	struct scene *scene = *state;
	pid_t child;
	int status;

	if (geteuid() != 0) {
		print_message("SKIP another user's connection: that takes root\n");
		return;
	}
	assert_int_equal(chmod(scene->directory, 0755), 0);
	assert_int_equal(chmod(scene->path, 0666), 0);
	child = fork();
	if (child == 0)
		be_another_user(scene);
	await(&scene->turns);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(scene->closes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_claim),
		TEST(test_start),
		TEST(test_rejection),
		TEST(test_many_messages),
		TEST(test_message_before_the_end),
		TEST(test_invalid_messages),
		TEST(test_long_messages),
		TEST(test_empty_message),
		TEST(test_half_close),
		TEST(test_client_that_does_not_read),
		TEST(test_messages_to_a_client),
		TEST(test_client_close),
		TEST(test_close),
		TEST(test_many_clients),
		TEST(test_socket),
		TEST(test_invalid_path),
		TEST(test_another_user),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
