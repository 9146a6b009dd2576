/* SPDX-License-Identifier: BSD-3-Clause
 * test_peer_join.c: joining a region: what is given, what is refused, and how long is waited. */
#include "peer_helpers.h"

#include "ivshmem-client/internal.h"

static void test_position_and_memory(void **state)
{
	static const uint16_t positions[] = { 0, 1, 65535 };
	struct stage *stage = *state;

	for (unsigned i = 0; i < 3; i++) {
		struct stat ours, theirs;

		stage_join(stage, positions[i]);
		assert_int_equal(peer_position(stage->peer), positions[i]);
		assert_int_equal(fstat(peer_memory(stage->peer), &ours), 0);
		assert_int_equal(fstat(stage->memory, &theirs), 0);
		assert_int_equal(ours.st_ino, theirs.st_ino);
		assert_int_equal(fcntl(peer_memory(stage->peer), F_GETFD), FD_CLOEXEC);
		peer_leave(stage->peer);
		stage->peer = NULL;
		stage_disconnect(stage);
	}
	peer_leave(NULL);
}

static void refuse(struct stage *stage, struct greeting *greeting, const char *reason)
{
	struct error error;

	assert_false(stage_join_by(stage, greeting, &error));
	assert_int_equal(strncmp(error.text, "region 'chan0': ", 16), 0);
	if (!strstr(error.text, reason))
		fail_msg("%s", error.text);
	stage_disconnect(stage);
}

static void test_bad_greetings(void **state)
{
	struct stage *stage = *state;
	const struct {
		unsigned place;
		struct message message;
		const char *reason;
	} bad[] = {
		{ 0, { 1, -1 }, "uses version 1 of the protocol, expected 0" },
		{ 0, { -1, stage->memory }, "uses version -1" },
		{ 0, { 0, stage->memory }, "version" },
		{ 1, { 65536, -1 }, "invalid peer ID 65536" },
		{ 1, { -1, -1 }, "invalid peer ID -1" },
		{ 1, { 3, stage->memory }, "invalid peer ID" },
		{ 2, { 7, stage->idle }, "sent 7 instead of the memory" },
		{ 2, { -1, -1 }, "instead of the memory" },
		{ 2, { -1, stage->idle }, "is not a regular file" },
		{ 2, { -1, stage->listener }, "is not a regular file" },
	};

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct greeting greeting = stage_greeting(stage, 1);

		greeting.messages[bad[i].place] = bad[i].message;
		refuse(stage, &greeting, bad[i].reason);
	}
}

static void test_wrong_size(void **state)
{
	struct stage *stage = *state;
	struct greeting greeting = stage_greeting(stage, 1);

	greeting.messages[2].fd = make_memory(2 * STAGE_SIZE);
	refuse(stage, &greeting, "has 8192 bytes, expected 4096");
	close(greeting.messages[2].fd);
}

static void test_memory_of_no_use(void **state)
{
	struct stage *stage = *state;
	struct greeting greeting = stage_greeting(stage, 1);
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", stage->memory);
	for (unsigned i = 0; i < 3; i++) {
		static const int modes[] = { O_RDONLY, O_WRONLY, O_PATH };
		int fd = open(path, modes[i] | O_CLOEXEC);

		greeting.messages[2].fd = fd;
		refuse(stage, &greeting, "is not writable");
		close(fd);
	}
}

static void test_vectors(void **state)
{
	struct stage *stage = *state;
	struct error error;

	stage->setup.vectors = 0;
	assert_null(peer_join(stage->loop, &stage->setup, &error));
	stage->setup.vectors = PEER_VECTORS_MAX + 1;
	assert_null(peer_join(stage->loop, &stage->setup, &error));
	assert_non_null(strstr(error.text, "invalid number of vectors 65"));
}

static void test_no_server(void **state)
{
	struct stage *stage = *state;
	struct error error;
	char long_path[300];

	stage->setup.path = "/tmp/no-such-directory/socket";
	assert_null(peer_join(stage->loop, &stage->setup, &error));
	assert_non_null(strstr(error.text, "no server at /tmp/no-such-directory/socket"));
	memset(long_path, 'a', sizeof(long_path));
	long_path[sizeof(long_path) - 1] = '\0';
	stage->setup.path = long_path;
	assert_null(peer_join(stage->loop, &stage->setup, &error));
	assert_non_null(strstr(error.text, "107 characters"));
}

static void count_wait(void *data)
{
	++*(int *)data;
}

static void test_no_answer(void **state)
{
	int waits = 0;
	struct stage *stage = *state;
	struct message message;
	struct peer_link link;
	struct error error;

	peer_link_init(&link, stage->path);
	assert_int_equal(peer_link_join(&link, 100, &message, &error), PEER_LINK_WAIT);
	assert_non_null(strstr(error.text, "does not answer"));
	/* It says that it waits, after a moment, or at once if no server listens. */
	link.on_wait = count_wait;
	link.data = &waits;
	assert_int_equal(peer_link_join(&link, 600, &message, &error), PEER_LINK_WAIT);
	assert_int_equal(waits, 1);
	close(stage->listener);
	assert_int_equal(peer_link_join(&link, 100, &message, &error), PEER_LINK_END);
	assert_int_equal(waits, 1);
	link.is_waiting = false;
	assert_int_equal(peer_link_join(&link, 100, &message, &error), PEER_LINK_END);
	assert_int_equal(waits, 2);
	assert_non_null(strstr(error.text, "remove the socket"));
	unlink(stage->path);
	assert_int_equal(peer_link_join(&link, 100, &message, &error), PEER_LINK_NONE);
	stage->listener = unix_socket_listen(stage->path, SOCK_STREAM, 0600, 4, &error);
}

/* The server closes the first connection, and ends; then the next one starts. */
static void *stage_restart(void *data)
{
	struct greeting *greeting = data;
	struct stage *stage = greeting->stage;
	struct pollfd wait = { .fd = stage->listener, .events = POLLIN };
	struct error error;

	must(poll(&wait, 1, 60000) == 1);
	unlink(stage->path);
	close(accept(stage->listener, NULL, NULL));
	close(stage->listener);
	usleep(120000);
	stage->listener = unix_socket_listen(stage->path, SOCK_STREAM, 0600, 4, &error);
	return stage_greet(data);
}

static void test_server_just_starting(void **state)
{
	struct stage *stage = *state;
	struct greeting greeting = stage_greeting(stage, 9);
	struct error error;
	pthread_t thread;

	greeting.stage = stage;
	assert_int_equal(pthread_create(&thread, NULL, stage_restart, &greeting), 0);
	stage->peer = peer_join(stage->loop, &stage->setup, &error);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_non_null(stage->peer);
	assert_int_equal(peer_position(stage->peer), 9);
}

/* The peer of a listener has the credentials with which that began to listen. */
static void listen_as(struct stage *stage, uid_t user)
{
	struct error error;

	close(stage->listener);
	unlink(stage->path);
	assert_int_equal(chmod(stage->directory, 0777), 0);
	assert_int_equal(seteuid(user), 0);
	stage->listener = unix_socket_listen(stage->path, SOCK_STREAM, 0666, 4, &error);
	assert_int_equal(seteuid(0), 0);
	assert_true(stage->listener >= 0);
}

static enum peer_link_result open_as(const struct stage *stage, uid_t user, struct error *error)
{
	enum peer_link_result result;
	struct peer_link link;

	peer_link_init(&link, stage->path);
	assert_int_equal(seteuid(user), 0);
	result = peer_link_open(&link, error);
	assert_int_equal(seteuid(0), 0);
	peer_link_close(&link);
	peer_link_close(&link);
	return result;
}

static void test_trusted_servers(void **state)
{
	static const struct {
		uid_t server, owner, client;
		enum peer_link_result result;
	} cases[] = {
		{ 1234, 0, 0, PEER_LINK_BROKEN },     { 1234, 2345, 3456, PEER_LINK_BROKEN },
		{ 1234, 1234, 0, PEER_LINK_WAIT },    { 1234, 1234, 3456, PEER_LINK_WAIT },
		{ 1234, 2345, 1234, PEER_LINK_WAIT }, { 0, 2345, 3456, PEER_LINK_WAIT },
	};
	struct stage *stage = *state;
	struct error error;

	if (geteuid() != 0)
		skip();
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		listen_as(stage, cases[i].server);
		assert_int_equal(chown(stage->directory, cases[i].owner, 0), 0);
		assert_int_equal(open_as(stage, cases[i].client, &error), cases[i].result);
		if (cases[i].result == PEER_LINK_BROKEN)
			assert_non_null(strstr(error.text, "runs as user 1234"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_position_and_memory),
		TEST(test_bad_greetings),
		TEST(test_wrong_size),
		TEST(test_memory_of_no_use),
		TEST(test_vectors),
		TEST(test_no_server),
		TEST(test_no_answer),
		TEST(test_server_just_starting),
		TEST(test_trusted_servers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
