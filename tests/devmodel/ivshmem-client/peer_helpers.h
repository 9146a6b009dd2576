/* SPDX-License-Identifier: BSD-3-Clause
 * peer_helpers.h: the stage as a fixture, and sequences of messages.
 */
#ifndef PEER_HELPERS_H
#define PEER_HELPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stage.h"

#define TEST(function) cmocka_unit_test_setup_teardown(function, test_open, test_close)

static int fds_before;

static inline int test_open(void **state)
{
	static struct stage stage;

	fds_before = count_fds();
	stage_open(&stage);
	*state = &stage;
	return 0;
}

/* Nothing may be left behind: no socket, no descriptor. */
static inline int test_close(void **state)
{
	stage_close(*state);
	assert_int_equal(count_fds(), fds_before);
	return 0;
}

static inline int make_event(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	assert_true(fd >= 0);
	return fd;
}

/* Announces `count` vectors of a peer; the test's own ends are left in `events`. */
static inline void announce(struct stage *stage, uint16_t id, int *events, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		events[i] = make_event();
		stage_send(stage, id, events[i]);
		stage_pump(stage);
	}
}

static inline void close_events(const int *events, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		close(events[i]);
}

/* How often an eventfd was notified since the last time. */
static inline unsigned rings(int event)
{
	eventfd_t count = 0;

	if (eventfd_read(event, &count) < 0)
		assert_int_equal(errno, EAGAIN);
	return (unsigned)count;
}

#define assert_line(stage, text)                       \
	do {                                           \
		if (!strstr((stage)->line, text))      \
			fail_msg("%s", (stage)->line); \
	} while (0)

#endif
