/* SPDX-License-Identifier: BSD-3-Clause
 * end_signals.h: SIGTERM, SIGINT and SIGHUP, by which a program is asked to end, as loop events.
 */
#ifndef BASE_END_SIGNALS_H
#define BASE_END_SIGNALS_H

#include <stdbool.h>
#include <sys/signalfd.h>

#include "base/error.h"
#include "base/loop.h"

/* Blocks the signals and has the loop call the handler. Those that were ignored when we started, as
 * under nohup or in a shell's background, are watched too, or with `has_ignored` stay ignored. The
 * caller closes the descriptor; -1 with an error. */
int end_signals_watch(struct loop *loop, bool has_ignored, loop_handler *handler, void *data,
		      struct error *error);

/* The next signal of that descriptor; false where there is none. */
bool end_signals_next(int fd, struct signalfd_siginfo *info);

/* The same for services: logs the signal and its sender. */
bool end_signals_next_logged(int fd);

#endif
