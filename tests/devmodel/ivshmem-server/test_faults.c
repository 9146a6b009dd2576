/* SPDX-License-Identifier: BSD-3-Clause
 * test_faults.c: peers are killed and the server is started again, over and over, while all
 * peers notify each other. Every running peer is reached at any time, keeps its ID and its memory,
 * and nothing grows. The numbers are printed.
 *
 * The peers are processes of this program: test_faults PATH REGION NUMBER. This one is a peer, too,
 * and asks them. FAULT_KILLS and FAULT_RESTARTS make it longer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/loop.h"
#include "base/timer.h"
#include "ivshmem-client/peer.h"

/* A fifth of it where everything takes several times as long. */
#if defined(__SANITIZE_ADDRESS__)
#define KILLS	 200u
#define RESTARTS 20u
#else
#define KILLS	 1000u
#define RESTARTS 100u
#endif

#define PEERS	   12u
#define BOUND	   3u /* of them with an ID of their own, 100 and up */
#define SIZE	   65536u
#define MAGIC	   0x1badcafeu
#define TIMEOUT_MS 20000 /* until a peer counts as out of reach */

/* A peer's place in the region. All fields are its own, but for `asked` and `noise`. */
struct place {
	_Atomic uint32_t asked;	   /* by a ring of vector 0 */
	_Atomic uint32_t answered; /* the last number that was asked */
	_Atomic uint32_t position; /* its ID + 1; 0: it has none yet */
	_Atomic uint32_t id_changes;
	_Atomic uint32_t returned; /* how often it has found the server again */
	_Atomic uint32_t noise;	   /* rings of vector 1 */
};

struct shared {
	_Atomic uint32_t magic;
	struct place places[PEERS];
};

/* One of the processes, or this one. */
struct actor {
	struct loop *loop;
	struct peer *peer;
	struct shared *shared;
	struct place *place; /* NULL: this one */
	struct timer timer;
	uint64_t random;
	unsigned returns; /* this one's */
};

static uint64_t next_random(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

static void on_notified(void *data, unsigned vector)
{
	struct actor *actor = data;

	if (!actor->place)
		return;
	if (vector == 0)
		atomic_store(&actor->place->answered, atomic_load(&actor->place->asked));
	else
		atomic_fetch_add(&actor->place->noise, 1);
}

static void on_id_changed(void *data, uint16_t position)
{
	struct actor *actor = data;

	if (!actor->place)
		return;
	atomic_fetch_add(&actor->place->id_changes, 1);
	atomic_store(&actor->place->position, position + 1u);
}

static void on_line(void *data, const char *line)
{
	struct actor *actor = data;

	if (!strstr(line, "is back"))
		return;
	if (actor->place)
		atomic_fetch_add(&actor->place->returned, 1);
	else
		actor->returns++;
}

static struct peer *join(struct actor *actor, const char *path, const char *region)
{
	const struct peer_setup setup = { .path = path,
					  .region = region,
					  .size = SIZE,
					  .vectors = 2,
					  .on_notified = on_notified,
					  .on_id_changed = on_id_changed,
					  .on_log = on_line,
					  .data = actor };
	struct error error;
	void *memory;

	actor->loop = loop_new(&error);
	actor->peer = actor->loop ? peer_join(actor->loop, &setup, &error) : NULL;
	if (!actor->peer) {
		fprintf(stderr, "%s\n", error.text);
		return NULL;
	}
	memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, peer_memory(actor->peer), 0);
	actor->shared = memory == MAP_FAILED ? NULL : memory;
	return actor->shared ? actor->peer : NULL;
}

/* The load: each peer notifies a random one, a thousand times a second. */
static void make_noise(void *data)
{
	struct actor *actor = data;
	const struct place *other = &actor->shared->places[next_random(&actor->random) % PEERS];
	uint32_t position = atomic_load(&other->position);

	if (position)
		peer_ring(actor->peer, (uint16_t)(position - 1), 1);
	timer_set(&actor->timer, 1);
}

static int be_peer(char *arguments[])
{
	unsigned number = (unsigned)atoi(arguments[2]);
	struct actor actor = { .random = UINT64_C(0x9e3779b97f4a7c15) + number };
	struct error error;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!join(&actor, arguments[0], arguments[1]) ||
	    atomic_load(&actor.shared->magic) != MAGIC ||
	    !timer_open(&actor.timer, actor.loop, make_noise, &actor, &error))
		return 1;
	actor.place = &actor.shared->places[number];
	atomic_store(&actor.place->position, peer_position(actor.peer) + 1u);
	make_noise(&actor);
	return loop_run(actor.loop, &error);
}

/* The stage: the server, the processes, and this one. */
struct stage {
	char directory[32], region[28], option[200], program[200];
	pid_t server;
	pid_t peers[PEERS];
	struct actor self;
	uint64_t random;
	unsigned asked, kills, restarts;
};

static void start_server(struct stage *stage)
{
	char directory[64];
	bool is_sanitized = strstr(stage->program, "/san/") != NULL;

	snprintf(directory, sizeof(directory), "--dir=%s", stage->directory);
	stage->server = fork();
	if (stage->server == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (freopen("/dev/null", "w", stderr))
			execl(stage->program, "ivshmem-server", directory, stage->option,
			      is_sanitized ? "--no-sandbox" : NULL, NULL);
		_exit(127);
	}
}

static void path_of(const struct stage *stage, unsigned number, char path[100])
{
	snprintf(path, 100, "%s/%s", stage->directory, stage->region);
	if (number < BOUND)
		snprintf(path + strlen(path), 100 - strlen(path), ".w%u", number);
}

static void start_peer(struct stage *stage, unsigned number)
{
	char path[100], text[12];

	path_of(stage, number, path);
	snprintf(text, sizeof(text), "%u", number);
	stage->peers[number] = fork();
	if (stage->peers[number] == 0) {
		execl("/proc/self/exe", "test_faults", path, stage->region, text, NULL);
		_exit(127);
	}
}

static void on_tick(void *data)
{
	loop_stop(((struct actor *)data)->loop, 0);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void tick(struct stage *stage)
{
	struct error error;

	timer_set(&stage->self.timer, 1);
	assert_int_equal(loop_run(stage->self.loop, &error), 0);
}

/* Asks a peer by notifying it: once, or, if it is new and may not have been announced to us yet, as
 * often as needed. */
static void ask(struct stage *stage, unsigned number, bool is_new)
{
	struct place *place = &stage->self.shared->places[number];
	int64_t end = now_ms() + TIMEOUT_MS;
	uint32_t position;

	while ((position = atomic_load(&place->position)) == 0) {
		if (now_ms() > end)
			fail_msg("peer %u does not come", number);
		tick(stage);
	}
	atomic_store(&place->asked, ++stage->asked);
	peer_ring(stage->self.peer, (uint16_t)(position - 1), 0);
	while (atomic_load(&place->answered) != stage->asked) {
		if (now_ms() > end)
			fail_msg(
				"peer %u with ID %u is not notified after %u kills and %u restarts",
				number, position - 1, stage->kills, stage->restarts);
		tick(stage);
		if (is_new)
			peer_ring(stage->self.peer, (uint16_t)(position - 1), 0);
	}
}

static void ask_all(struct stage *stage)
{
	for (unsigned i = 0; i < PEERS; i++)
		ask(stage, i, false);
}

static void kill_one(struct stage *stage)
{
	unsigned number = (unsigned)(next_random(&stage->random) % PEERS);
	struct place *place = &stage->self.shared->places[number];

	kill(stage->peers[number], SIGKILL);
	waitpid(stage->peers[number], NULL, 0);
	*place = (struct place) { 0 };
	start_peer(stage, number);
	ask(stage, number, true);
	stage->kills++;
}

/* All are back with the server, which is another one. */
static void await_return(struct stage *stage, const uint32_t returned[PEERS], unsigned returns)
{
	int64_t end = now_ms() + TIMEOUT_MS;

	for (unsigned i = 0; i < PEERS; i++)
		while (atomic_load(&stage->self.shared->places[i].returned) == returned[i]) {
			if (now_ms() > end)
				fail_msg("peer %u does not find the server again", i);
			tick(stage);
		}
	while (stage->self.returns == returns) {
		if (now_ms() > end)
			fail_msg("we do not find the server again");
		tick(stage);
	}
}

static void restart_server(struct stage *stage)
{
	unsigned returns = stage->self.returns;
	uint32_t returned[PEERS];

	for (unsigned i = 0; i < PEERS; i++)
		returned[i] = atomic_load(&stage->self.shared->places[i].returned);
	kill(stage->server, stage->restarts % 2 ? SIGTERM : SIGKILL);
	waitpid(stage->server, NULL, 0);
	ask_all(stage);
	start_server(stage);
	/* While they come back, each at its own pace, all can be reached. */
	ask_all(stage);
	await_return(stage, returned, returns);
	ask_all(stage);
	stage->restarts++;
}

static void check_places(const struct stage *stage)
{
	assert_int_equal(atomic_load(&stage->self.shared->magic), MAGIC);
	for (unsigned i = 0; i < PEERS; i++) {
		assert_int_equal(atomic_load(&stage->self.shared->places[i].id_changes), 0);
		if (i < BOUND)
			assert_int_equal(atomic_load(&stage->self.shared->places[i].position),
					 101 + i);
	}
}

static unsigned count_fds(pid_t pid)
{
	char path[40];
	unsigned count = 0;
	DIR *stream;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	stream = opendir(path);
	assert_non_null(stream);
	for (struct dirent *entry; (entry = readdir(stream));)
		count += entry->d_name[0] != '.';
	closedir(stream);
	return count;
}

/* The process that serves: the only child of the one that was started. */
static pid_t worker_of(pid_t server)
{
	char path[60];
	FILE *file;
	int worker = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)server, (int)server);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &worker), 1);
	fclose(file);
	return worker;
}

/* What is in memory and its own, in KiB. */
static unsigned long resident(pid_t pid)
{
	unsigned long pages = 0, shared = 0;
	char path[40];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*s %lu %lu", &pages, &shared), 2);
	fclose(file);
	return (pages - shared) * (unsigned long)sysconf(_SC_PAGESIZE) / 1024;
}

static unsigned number_of(const char *variable, unsigned standard)
{
	const char *text = getenv(variable);

	return text ? (unsigned)atoi(text) : standard;
}

static void open_stage(struct stage *stage)
{
	char path[100];
	struct error error;

	memset(stage, 0, sizeof(*stage));
	stage->random = 88172645463325252;
	strcpy(stage->directory, "/tmp/test-errors-XXXXXX");
	assert_non_null(mkdtemp(stage->directory));
	snprintf(stage->region, sizeof(stage->region), "f%d", (int)getpid());
	snprintf(stage->option, sizeof(stage->option),
		 "--shm=%s,size=%u,vectors=2,peer=100:w0,peer=101:w1,peer=102:w2", stage->region,
		 SIZE);
	snprintf(stage->program, sizeof(stage->program), "%s/bin/ivshmem-server",
		 getenv("B") ? getenv("B") : "build");
	start_server(stage);
	path_of(stage, PEERS, path);
	for (unsigned i = 0; access(path, F_OK) != 0 && i < 6000; i++)
		usleep(10000);
	assert_non_null(join(&stage->self, path, stage->region));
	assert_true(
		timer_open(&stage->self.timer, stage->self.loop, on_tick, &stage->self, &error));
	atomic_store(&stage->self.shared->magic, MAGIC);
	for (unsigned i = 0; i < PEERS; i++) {
		start_peer(stage, i);
		ask(stage, i, true);
	}
}

static void close_stage(struct stage *stage)
{
	char path[64];

	for (unsigned i = 0; i < PEERS; i++) {
		kill(stage->peers[i], SIGKILL);
		waitpid(stage->peers[i], NULL, 0);
	}
	timer_close(&stage->self.timer);
	munmap(stage->self.shared, SIZE);
	peer_leave(stage->self.peer);
	loop_free(stage->self.loop);
	kill(stage->server, SIGTERM);
	waitpid(stage->server, NULL, 0);
	snprintf(path, sizeof(path), "/dev/shm/%s", stage->region);
	unlink(path);
	/* This process, which is running, still has its ID. */
	snprintf(path, sizeof(path), "%s/.%s.peers", stage->directory, stage->region);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(stage->directory), 0);
}

/* Kills between two restarts, then as many again with one server, whose growth is measured. */
static void test_kills_and_restarts(void **state)
{
	unsigned kills = number_of("FAULT_KILLS", KILLS);
	unsigned restarts = number_of("FAULT_RESTARTS", RESTARTS);
	unsigned fds, own_fds;
	unsigned long memory;
	uint64_t noise = 0;
	struct stage stage;
	pid_t worker;

	(void)state;
	open_stage(&stage);
	while (stage.restarts < restarts) {
		while (stage.kills < (stage.restarts + 1) * (kills / 2) / restarts)
			kill_one(&stage);
		restart_server(&stage);
		check_places(&stage);
	}
	worker = worker_of(stage.server);
	fds = count_fds(worker);
	own_fds = count_fds(getpid());
	memory = resident(worker);
	while (stage.kills < kills) {
		kill_one(&stage);
		check_places(&stage);
	}
	ask_all(&stage);
	for (unsigned i = 0; i < PEERS; i++)
		noise += atomic_load(&stage.self.shared->places[i].noise);
	print_message("%u kills, %u restarts, %u questions answered, %llu other notifications of "
		      "the running peers\n"
		      "server: %u descriptors, then %u; %lu KiB of memory, then %lu\n"
		      "peer: %u descriptors, then %u\n",
		      stage.kills, stage.restarts, stage.asked, (unsigned long long)noise, fds,
		      count_fds(worker), memory, resident(worker), own_fds, count_fds(getpid()));
	assert_int_equal(count_fds(worker), fds);
	assert_in_range(count_fds(getpid()), 1, own_fds);
	assert_in_range(resident(worker), 0, memory + 512);
	assert_true(noise > 0);
	close_stage(&stage);
}

int main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kills_and_restarts) };

	signal(SIGPIPE, SIG_IGN);
	if (argc == 4)
		return be_peer(argv + 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
