/* SPDX-License-Identifier: BSD-3-Clause
 * test_control.c: who connects, what they say, and what becomes of them.
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

#define NOBODY 65534u /* the user */

struct scene {
	struct turns turns;
	char directory[40], path[60];
	struct control *control;
	/* What the handlers were told last, and what they are to say. */
	struct control_peer *peer, *last_left;
	struct hv_control_claim claim;
	unsigned claims, lists, lefts;
	const char *refusal; /* NULL: granted */
	unsigned lines;	     /* of a list, before its end */
};

static bool on_claim(void *data, struct control_peer *peer, const struct hv_control_claim *claim,
		     struct error *error)
{
	struct scene *scene = data;

	scene->claims++;
	scene->peer = peer;
	scene->claim = *claim;
	return !scene->refusal || error_set(error, "%s", scene->refusal);
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

static void on_left(void *data, struct control_peer *peer)
{
	struct scene *scene = data;

	scene->lefts++;
	scene->last_left = peer;
}

static void open_control(struct scene *scene)
{
	const struct control_handlers handlers = {
		.claim = on_claim, .list = on_list, .left = on_left, .data = scene
	};
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

static int dial(struct scene *scene)
{
	struct error error;
	int fd = unix_socket_connect(scene->path, SOCK_SEQPACKET, &error);

	if (fd < 0)
		fail_msg("%s", error.text);
	pump(&scene->turns);
	return fd;
}

static void post(struct scene *scene, int fd, const void *bytes, size_t size)
{
	assert_int_equal(send(fd, bytes, size, MSG_NOSIGNAL), size);
	pump(&scene->turns);
}

static void say(struct scene *scene, int fd, const char *text)
{
	post(scene, fd, text, strlen(text));
}

static void hang_up(struct scene *scene, int fd)
{
	close(fd);
	pump(&scene->turns);
}

static void assert_hears(int fd, const char *text)
{
	struct hv_control_message message;

	if (!hv_control_receive(fd, &message))
		fail_msg("not '%s' but %s", text, strerror(errno));
	assert_string_equal(message.text, text);
}

static void assert_hears_nothing(int fd)
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
	int fd = dial(scene);

	say(scene, fd, "claim VM-1 plant_state 4194304 00:08.1");
	assert_int_equal(scene->claims, 1);
	assert_string_equal(scene->claim.vm, "VM-1");
	assert_string_equal(scene->claim.region, "plant_state");
	assert_int_equal(scene->claim.size, 4u << 20);
	assert_int_equal(scene->claim.vbdf, CFG_BDF(0, 8, 1));
	assert_int_equal(control_peer_pid(scene->peer), getpid());
	assert_hears(fd, "ok");
	assert_hears_nothing(fd);
	hang_up(scene, fd);
	assert_int_equal(scene->lefts, 1);
	assert_ptr_equal(scene->last_left, scene->peer);
}

static void test_refusal(void **state)
{
	struct scene *scene = *state;
	int fd = dial(scene);

	scene->refusal = "because of 'this'\nand that";
	say(scene, fd, "claim A r 4096 00:08.0");
	assert_hears(fd, "no because of 'this'?and that");
	/* It may try again. */
	scene->refusal = NULL;
	say(scene, fd, "claim A r 4096 00:08.0");
	assert_hears(fd, "ok");
	assert_int_equal(scene->claims, 2);
	assert_int_equal(scene->lefts, 0);
	close(fd);
}

/* Several at once, and each client has answers of its own. */
static void test_many_messages(void **state)
{
	struct scene *scene = *state;
	int first = dial(scene), second = dial(scene);

	scene->lines = 2;
	assert_int_equal(send(first, "ps", 2, 0), 2);
	assert_int_equal(send(first, "claim A r 1 00:08.0", 19, 0), 19);
	assert_int_equal(send(second, "claim B r 1 00:08.0", 19, 0), 19);
	pump(&scene->turns);
	assert_hears(first, "line 0");
	assert_hears(first, "line 1");
	assert_hears(first, "end");
	assert_hears(first, "ok");
	assert_hears_nothing(first);
	assert_hears(second, "ok");
	assert_int_equal(scene->lists, 1);
	assert_int_equal(scene->claims, 2);
	close(first);
	close(second);
}

/* What is said before it goes is heard. */
static void test_words_before_the_end(void **state)
{
	struct scene *scene = *state;
	int fd = dial(scene);

	assert_int_equal(send(fd, "claim A r 1 00:08.0", 19, 0), 19);
	hang_up(scene, fd);
	assert_int_equal(scene->claims, 1);
	assert_int_equal(scene->lefts, 1);
}

/* Neither an answer nor a handler's call, but the end. */
static void refuse(struct scene *scene, const void *bytes, size_t size)
{
	unsigned lefts = scene->lefts;
	int fd = dial(scene);

	post(scene, fd, bytes, size);
	assert_end(fd);
	assert_int_equal(scene->lefts, lefts + 1);
	hang_up(scene, fd);
	assert_int_equal(scene->lefts, lefts + 1);
	assert_int_equal(scene->claims + scene->lists, 0);
}

static void test_garbage(void **state)
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
		refuse(scene, texts[i], strlen(texts[i]));
	refuse(scene, "ps", 3);
	refuse(scene, "\0ps", 3);
	refuse(scene, "\xff\x00\x80", 3);
}

static void test_long_messages(void **state)
{
	static char bytes[100000];
	struct scene *scene = *state;

	memset(bytes, 'x', sizeof(bytes));
	refuse(scene, bytes, HV_CONTROL_MESSAGE_MAX);
	refuse(scene, bytes, HV_CONTROL_MESSAGE_MAX + 1);
	refuse(scene, bytes, sizeof(bytes));
	/* Not even if it would be a claim without its end. */
	memset(bytes, ' ', sizeof(bytes));
	memcpy(bytes, "ps", 2);
	refuse(scene, bytes, HV_CONTROL_MESSAGE_MAX + 1);
}

static void test_empty_message(void **state)
{
	struct scene *scene = *state;
	int fd = dial(scene);

	assert_int_equal(send(fd, "", 0, 0), 0);
	pump(&scene->turns);
	assert_end(fd);
	assert_int_equal(scene->lefts, 1);
	close(fd);
}

static void test_half_close(void **state)
{
	struct scene *scene = *state;
	int fd = dial(scene);

	shutdown(fd, SHUT_WR);
	pump(&scene->turns);
	assert_int_equal(scene->lefts, 1);
	close(fd);
	fd = dial(scene);
	shutdown(fd, SHUT_RD);
	say(scene, fd, "ps");
	assert_int_equal(scene->lefts, 2);
	close(fd);
}

/* Who asks and does not read is not waited for. */
static void test_deaf_client(void **state)
{
	struct scene *scene = *state;
	int fd = dial(scene), other = dial(scene);
	unsigned count = 0;

	scene->lines = 10;
	while (scene->lefts == 0 && count < 100000 && send(fd, "ps", 2, MSG_NOSIGNAL) == 2) {
		pump(&scene->turns);
		count++;
	}
	assert_int_equal(scene->lefts, 1);
	say(scene, other, "ps");
	assert_hears(other, "line 0");
	close(other);
	/* What it was told is still there, and then comes the end. */
	assert_hears(fd, "line 0");
	close(fd);
}

static void test_being_told(void **state)
{
	struct scene *scene = *state;
	int fd = dial(scene);

	say(scene, fd, "claim A r 1 00:08.0");
	assert_hears(fd, "ok");
	control_tell_hung_up(scene->peer, CFG_BDF(0, 31, 7));
	control_tell_powerdown(scene->peer);
	assert_hears(fd, "hungup 00:1f.7");
	assert_hears(fd, "powerdown");
	/* It need not be there any more, nor read. */
	for (unsigned i = 0; i < 10000; i++)
		control_tell_powerdown(scene->peer);
	close(fd);
	control_tell_powerdown(scene->peer);
	control_tell_hung_up(scene->peer, 0);
	assert_int_equal(scene->lefts, 0);
	pump(&scene->turns);
	assert_int_equal(scene->lefts, 1);
}

static void test_being_hung_up_on(void **state)
{
	struct scene *scene = *state;
	int fd = dial(scene);

	say(scene, fd, "claim A r 1 00:08.0");
	assert_hears(fd, "ok");
	/* Also with something unheard. */
	assert_int_equal(send(fd, "ps", 2, 0), 2);
	control_peer_close(scene->peer);
	pump(&scene->turns);
	assert_int_equal(scene->lists, 0);
	assert_int_equal(scene->lefts, 0);
	close(fd);
}

static void test_close(void **state)
{
	struct scene *scene = *state;
	int first = dial(scene), second = dial(scene);

	say(scene, first, "claim A r 1 00:08.0");
	control_close(scene->control);
	assert_hears(first, "ok");
	assert_end(first);
	assert_end(second);
	assert_int_equal(scene->lefts, 0);
	assert_int_equal(access(scene->path, F_OK), -1);
	control_close(NULL);
	open_control(scene);
	close(first);
	close(second);
}

/* As many as there may be; one more is hung up on. */
static void crowd(struct scene *scene)
{
	int fds[CONTROL_PEERS_MAX], late;

	for (unsigned i = 0; i < CONTROL_PEERS_MAX; i++)
		fds[i] = dial(scene);
	for (unsigned i = 0; i < CONTROL_PEERS_MAX; i++)
		assert_int_equal(send(fds[i], "ps", 2, 0), 2);
	pump(&scene->turns);
	late = dial(scene);
	assert_end(late);
	hang_up(scene, late);
	for (unsigned i = 0; i < CONTROL_PEERS_MAX; i++) {
		assert_hears(fds[i], "end");
		hang_up(scene, fds[i]);
	}
}

static void test_many_clients(void **state)
{
	struct scene *scene = *state;

	crowd(scene);
	crowd(scene);
	assert_int_equal(scene->lists, 2 * CONTROL_PEERS_MAX);
	assert_int_equal(scene->lefts, 2 * CONTROL_PEERS_MAX);
}

static void test_socket(void **state)
{
	struct scene *scene = *state;
	struct error error;
	struct stat status;

	assert_int_equal(stat(scene->path, &status), 0);
	assert_int_equal(status.st_mode, S_IFSOCK | 0600);
	/* That of an earlier run is replaced. */
	control_close(scene->control);
	close(unix_socket_listen(scene->path, SOCK_SEQPACKET, 0600, 1, &error));
	open_control(scene);
	close(dial(scene));
}

static void test_path_that_cannot_be(void **state)
{
	static const struct control_handlers none;
	struct scene *scene = *state;
	struct error error;

	assert_null(control_open(scene->turns.loop, "/no/such/control", &none, &error));
	assert_non_null(strstr(error.text, "/no/such/control"));
}

/* As another user, who has been let in by mistake. The status tells what became of it. */
static void __attribute__((noreturn)) be_somebody_else(const struct scene *scene)
{
	struct hv_control_message message;
	struct error error;
	int fd;

	if (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
		_exit(10);
	fd = unix_socket_connect(scene->path, SOCK_SEQPACKET, &error);
	if (fd < 0)
		_exit(11);
	poll(&(struct pollfd) { .fd = fd, .events = POLLIN }, 1, TURNS_WAIT_MS);
	_exit(hv_control_receive(fd, &message) || errno != ECONNRESET ? 12 : 0);
}

static void test_somebody_else(void **state)
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
		be_somebody_else(scene);
	await(&scene->turns);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(scene->lefts, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_claim),
		TEST(test_refusal),
		TEST(test_many_messages),
		TEST(test_words_before_the_end),
		TEST(test_garbage),
		TEST(test_long_messages),
		TEST(test_empty_message),
		TEST(test_half_close),
		TEST(test_deaf_client),
		TEST(test_being_told),
		TEST(test_being_hung_up_on),
		TEST(test_close),
		TEST(test_many_clients),
		TEST(test_socket),
		TEST(test_path_that_cannot_be),
		TEST(test_somebody_else),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
