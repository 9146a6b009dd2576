/* SPDX-License-Identifier: BSD-3-Clause
 * peer_fuzz.c: a libFuzzer target: anything that the ivshmem server may say to a peer, and the
 * peer's guest and the time beside it.
 *
 * The input is a list of steps. The low three bits of a byte say what is done (enum fuzz_step), the
 * rest which descriptor goes along; then come the bytes of the step. After each step the loop turns
 * until the peer has heard everything. */
#include "tests/devmodel/ivshmem-client/stage.h"

#include <fcntl.h>

#define FUZZ_STEPS_MAX 400u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum fuzz_step {
	FUZZ_SAY,    /* 1 byte: an ID or another number, see fuzz_number() */
	FUZZ_POST,   /* 1 to 9 bytes: how many, and those, as they are */
	FUZZ_CLOSE,  /* none */
	FUZZ_TIME,   /* 1 byte: bit 0, after a long time */
	FUZZ_GREET,  /* 1 byte: our ID; a server comes back if the peer tries just now */
	FUZZ_RING,   /* 2 bytes: the guest rings an ID and a vector */
	FUZZ_NOTIFY, /* none: the peers with an eventfd of ours write to it */
	FUZZ_ACCEPT, /* none: a server comes back, and says nothing yet */
};

struct fuzz {
	struct stage stage;
	const uint8_t *data;
	size_t left;
	int event, other_memory, epoll;
	int pipe[2];
};

static uint8_t fuzz_byte(struct fuzz *fuzz)
{
	if (fuzz->left == 0)
		return 0;
	fuzz->left--;
	return *fuzz->data++;
}

/* Few peers, so that they meet; the greatest IDs; and what is none. */
static int64_t fuzz_number(uint8_t byte)
{
	static const int64_t edges[] = {
		MESSAGE_PEER_MAX, MESSAGE_PEER_MAX + 1, -1, -2, 256, INT64_MIN, INT64_MAX, 255
	};

	return byte < 0xf8 ? byte % 8 : edges[byte - 0xf8];
}

static int fuzz_fd(const struct fuzz *fuzz, unsigned which)
{
	switch (which % 8) {
	case 0:
		return -1;
	case 1:
		return fuzz->stage.memory;
	case 2:
		return fuzz->pipe[1];
	case 3:
		return fuzz->epoll;
	case 4:
		return fuzz->other_memory;
	default:
		return fuzz->event;
	}
}

static void fuzz_post(struct fuzz *fuzz, unsigned which)
{
	size_t size = 1u + fuzz_byte(fuzz) % MESSAGE_SIZE;
	int fds[3] = { fuzz_fd(fuzz, which), fuzz->event, fuzz->event };
	uint8_t bytes[MESSAGE_SIZE];

	for (size_t i = 0; i < size; i++)
		bytes[i] = fuzz_byte(fuzz);
	stage_post(&fuzz->stage, bytes, size, fds, fds[0] < 0 ? 0 : which & 8 ? 3 : 1);
}

static void fuzz_greet(struct fuzz *fuzz, unsigned which)
{
	uint8_t position = fuzz_byte(fuzz) % 8;

	stage_return(&fuzz->stage, position,
		     which % 4 == 3 ? fuzz->other_memory : fuzz->stage.memory);
}

static void fuzz_do(struct fuzz *fuzz, enum fuzz_step step, unsigned which)
{
	struct stage *stage = &fuzz->stage;
	uint8_t id;

	switch (step) {
	case FUZZ_SAY:
		stage_send(stage, fuzz_number(fuzz_byte(fuzz)), fuzz_fd(fuzz, which));
		break;
	case FUZZ_POST:
		fuzz_post(fuzz, which);
		break;
	case FUZZ_CLOSE:
		stage_disconnect(stage);
		break;
	case FUZZ_TIME:
		clock_fire(fuzz_byte(fuzz) & 1 ? CLOCK_LONG : CLOCK_SHORT);
		break;
	case FUZZ_GREET:
		fuzz_greet(fuzz, which);
		break;
	case FUZZ_RING:
		id = fuzz_byte(fuzz);
		peer_ring(stage->peer, (uint16_t)fuzz_number(id), fuzz_byte(fuzz) % 128);
		break;
	case FUZZ_NOTIFY:
		eventfd_write(fuzz->event, 1);
		break;
	case FUZZ_ACCEPT:
		stage_accept(stage);
		break;
	}
}

/* What must be true whatever the server has said. */
static void fuzz_check(const struct fuzz *fuzz)
{
	const struct stage *stage = &fuzz->stage;
	struct stat ours, theirs;

	must(stage->moves == 0 || peer_position(stage->peer) == stage->position);
	must(fstat(peer_memory(stage->peer), &ours) == 0);
	must(fstat(stage->memory, &theirs) == 0 && ours.st_ino == theirs.st_ino);
}

static void fuzz_open(struct fuzz *fuzz, const uint8_t *data, size_t size)
{
	struct epoll_event event = { .events = EPOLLIN };

	*fuzz = (struct fuzz) { .data = data, .left = size };
	stage_open(&fuzz->stage);
	fuzz->event = eventfd(0, EFD_CLOEXEC);
	fuzz->other_memory = make_memory(STAGE_SIZE);
	fuzz->epoll = epoll_create1(EPOLL_CLOEXEC);
	must(fuzz->event >= 0 && fuzz->epoll >= 0 && pipe2(fuzz->pipe, O_CLOEXEC) == 0);
	must(epoll_ctl(fuzz->epoll, EPOLL_CTL_ADD, fuzz->stage.idle, &event) == 0);
	stage_join(&fuzz->stage, 3);
}

static void fuzz_close(struct fuzz *fuzz)
{
	stage_close(&fuzz->stage);
	close(fuzz->event);
	close(fuzz->other_memory);
	close(fuzz->epoll);
	close(fuzz->pipe[0]);
	close(fuzz->pipe[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fds = count_fds();
	struct fuzz fuzz;

	fuzz_open(&fuzz, data, size);
	for (unsigned i = 0; i < FUZZ_STEPS_MAX && fuzz.left; i++) {
		uint8_t byte = fuzz_byte(&fuzz);

		fuzz_do(&fuzz, byte & 7, byte >> 3);
		stage_pump(&fuzz.stage);
		fuzz_check(&fuzz);
	}
	fuzz_close(&fuzz);
	must(count_fds() == fds);
	return 0;
}
