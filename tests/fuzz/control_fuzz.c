/* SPDX-License-Identifier: BSD-3-Clause
 * control_fuzz.c: a libFuzzer target: anything that clients may say to acrn-hv, and whatever it may
 * make of that.
 *
 * The input is a list of steps. The low three bits of a byte say what is done (enum fuzz_step), the
 * next three which client does it; then come the bytes of the step. After each step the loop turns
 * until it rests. */
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "acrn-hv/control.h"
#include "base/unix_socket.h"
#include "tests/devmodel/base/turns.h"

#define FUZZ_STEPS_MAX 400u
#define FUZZ_CLIENTS   8u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum fuzz_step {
	FUZZ_COME,  /* none */
	FUZZ_GO,    /* none */
	FUZZ_SAY,   /* 2 bytes and more: how many, the first 256 of them, and what the others are */
	FUZZ_CLAIM, /* 3 bytes: a VM, the vBDF */
	FUZZ_ASK,   /* 1 byte: see fuzz_ask() */
	FUZZ_READ,  /* 1 byte: how many messages */
	FUZZ_SHUT,  /* 1 byte: which way */
	FUZZ_ANSWER, /* 1 byte: how the handlers answer from now on, and whether peers are told */
};

struct fuzz {
	struct turns turns;
	struct control *control;
	char directory[32], path[48];
	const uint8_t *data;
	size_t left;
	int clients[FUZZ_CLIENTS]; /* -1: not there */
	uint8_t answer;
	struct control_client *peers[FUZZ_CLIENTS]; /* that have claimed, and have not left */
	uint64_t packets;
};

static uint8_t fuzz_byte(struct fuzz *fuzz)
{
	if (fuzz->left == 0)
		return 0;
	fuzz->left--;
	return *fuzz->data++;
}

static struct control_client **fuzz_find(struct fuzz *fuzz, const struct control_client *peer)
{
	for (unsigned i = 0; i < FUZZ_CLIENTS; i++)
		if (fuzz->peers[i] == peer)
			return &fuzz->peers[i];
	return NULL;
}

static bool fuzz_on_claim(void *data, struct control_client *peer,
			  const struct hv_control_claim *claim, struct error *error)
{
	struct fuzz *fuzz = data;
	struct control_client **place = fuzz_find(fuzz, peer);

	turns_must(*claim->vm && *claim->region && control_client_pid(peer) == getpid(),
		   "a claim of no process");
	if (!place)
		place = fuzz_find(fuzz, NULL);
	turns_must(place, "more peers than clients");
	*place = peer;
	return fuzz->answer & 1 || error_set(error, "%s %s", claim->vm, claim->region);
}

static void fuzz_on_start(void *data, struct control_client *peer, const char *vm)
{
	struct fuzz *fuzz = data;

	turns_must(strlen(vm) <= HV_CONTROL_MESSAGE_MAX, "a VM of no message");
	if (fuzz->answer & 2)
		control_send_missing(peer, "region");
}

static bool fuzz_on_list(void *data, int socket)
{
	struct fuzz *fuzz = data;

	for (unsigned i = fuzz->answer >> 4; i > 0; i--)
		if (!hv_control_send(socket, "vm %*u", (int)i * 60, i))
			return false;
	return fuzz->answer & 2 && hv_control_send(socket, "end");
}

static void fuzz_on_close(void *data, struct control_client *peer)
{
	struct control_client **place = fuzz_find(data, peer);

	if (place)
		*place = NULL;
}

static void fuzz_come(struct fuzz *fuzz, int *client)
{
	struct error error;

	if (*client < 0)
		*client = unix_socket_connect(fuzz->path, SOCK_SEQPACKET, &error);
}

static void fuzz_post(struct fuzz *fuzz, int client, const void *bytes, size_t size)
{
	fuzz->packets += send(client, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)size;
}

static void fuzz_say(struct fuzz *fuzz, int client)
{
	static char bytes[256 * 8];
	size_t size = fuzz_byte(fuzz) * 8u, given = size < 256 ? size / 8 : 256;
	char rest = (char)fuzz_byte(fuzz);

	for (size_t i = 0; i < given; i++)
		bytes[i] = (char)fuzz_byte(fuzz);
	memset(bytes + given, rest, sizeof(bytes) - given);
	fuzz_post(fuzz, client, bytes, size < 256 ? given : size);
}

static void fuzz_claim(struct fuzz *fuzz, int client)
{
	uint8_t vm = fuzz_byte(fuzz), high = fuzz_byte(fuzz), low = fuzz_byte(fuzz);
	struct hv_control_claim claim = { "VM", "region", 1u << (vm % 32),
					  (uint16_t)(high << 8 | low) };

	claim.vm[1] = (char)('A' + vm % 26);
	fuzz->packets += hv_control_send_claim(client, &claim);
}

/* Mostly a few times. */
static void fuzz_ask(struct fuzz *fuzz, int client)
{
	unsigned count = fuzz_byte(fuzz);

	for (count = count < 250 ? count % 4 : count; count > 0; count--)
		fuzz_post(fuzz, client, "ps", 2);
}

static void fuzz_read(int client, unsigned count)
{
	struct hv_control_message message;

	while (count-- > 0 && hv_control_receive(client, &message))
		;
}

/* The hypervisor may tell peers something at any time, and hang up on them. */
static void fuzz_answer(struct fuzz *fuzz, unsigned which)
{
	struct control_client **peer = &fuzz->peers[which];

	fuzz->answer = fuzz_byte(fuzz);
	if (!*peer)
		return;
	if (fuzz->answer & 4)
		control_send_powerdown(*peer);
	control_send_disconnected(*peer, fuzz->answer);
	if (fuzz->answer & 8) {
		control_client_close(*peer);
		*peer = NULL;
	}
}

static void fuzz_do(struct fuzz *fuzz, enum fuzz_step step, unsigned which)
{
	int *client = &fuzz->clients[which];

	switch (step) {
	case FUZZ_COME:
		fuzz_come(fuzz, client);
		break;
	case FUZZ_GO:
		if (*client >= 0)
			close(*client);
		*client = -1;
		break;
	case FUZZ_SAY:
		fuzz_say(fuzz, *client);
		break;
	case FUZZ_CLAIM:
		fuzz_claim(fuzz, *client);
		break;
	case FUZZ_ASK:
		fuzz_ask(fuzz, *client);
		break;
	case FUZZ_READ:
		fuzz_read(*client, fuzz_byte(fuzz));
		break;
	case FUZZ_SHUT:
		shutdown(*client, fuzz_byte(fuzz) % 3);
		break;
	case FUZZ_ANSWER:
		fuzz_answer(fuzz, which);
		break;
	}
}

static void fuzz_open(struct fuzz *fuzz, const uint8_t *data, size_t size)
{
	const struct control_handlers handlers = { .claim = fuzz_on_claim,
						   .start = fuzz_on_start,
						   .list = fuzz_on_list,
						   .on_close = fuzz_on_close,
						   .data = fuzz };
	struct error error;

	*fuzz = (struct fuzz) {
		.data = data, .left = size, .answer = 0x13, .directory = "/tmp/control-XXXXXX"
	};
	turns_open(&fuzz->turns);
	turns_must(mkdtemp(fuzz->directory) != NULL, "there is no directory");
	snprintf(fuzz->path, sizeof(fuzz->path), "%s/control", fuzz->directory);
	fuzz->control = control_open(fuzz->turns.loop, fuzz->path, &handlers, &error);
	turns_must(fuzz->control, "there is no control");
	for (unsigned i = 0; i < FUZZ_CLIENTS; i++)
		fuzz->clients[i] = -1;
}

/* When all clients have gone, none of those that have claimed is still there. */
static void fuzz_close(struct fuzz *fuzz)
{
	for (unsigned i = 0; i < FUZZ_CLIENTS; i++)
		fuzz_do(fuzz, FUZZ_GO, i);
	pump(&fuzz->turns);
	for (unsigned i = 0; i < FUZZ_CLIENTS; i++)
		turns_must(!fuzz->peers[i], "a client has ended without a call");
	control_close(fuzz->control);
	turns_must(rmdir(fuzz->directory) == 0, "the directory is not empty");
	turns_must(turns_close(&fuzz->turns), "a descriptor is left behind");
}

/* Says how many packets were sent. */
static uint64_t fuzz_run(const uint8_t *data, size_t size)
{
	struct fuzz fuzz;

	fuzz_open(&fuzz, data, size);
	for (unsigned i = 0; i < FUZZ_STEPS_MAX && fuzz.left; i++) {
		uint8_t byte = fuzz_byte(&fuzz);

		fuzz_do(&fuzz, byte & 7, byte >> 3 & 7);
		pump(&fuzz.turns);
	}
	fuzz_close(&fuzz);
	return fuzz.packets;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	signal(SIGPIPE, SIG_IGN);
	fuzz_run(data, size);
	return 0;
}
