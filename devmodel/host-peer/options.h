/* SPDX-License-Identifier: BSD-3-Clause
 * options.h: the command line of the host's commands: a verb, a region and options, which are those
 * of the guests' tool where both have them (docs/ivshmem.1).
 */
#ifndef HOST_PEER_OPTIONS_H
#define HOST_PEER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum host_verb {
	HOST_VERB_PEERS,
	HOST_VERB_RING,
	HOST_VERB_WAIT,
	HOST_VERB_ECHO,
	HOST_VERB_HELP,
	HOST_VERB_VERSION
};

struct host_options {
	enum host_verb verb;
	const char *region;    /* its name, or the path of its socket, which has a slash */
	const char *directory; /* of --dir, or NULL */
	const char *vm;	       /* whose ID to use, or NULL */
	uint16_t peer, vector;
	bool has_peer, has_offset, is_any;
	uint64_t offset;
	uint32_t count;
	int timeout_ms; /* below 0: forever */
};

/* Whether the word is one of the verbs. */
bool host_options_has_verb(const char *word);

/* Reads argv[1], a verb, to argv[argc - 1], which may be reordered, and to which the options point
 * then. False with an error that names the option, its value and what is expected. */
bool host_options_read(int argc, char *argv[], struct host_options *options, struct error *error);

/* The text of --help. */
extern const char host_options_help[];

#endif
