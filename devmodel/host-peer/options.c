/* SPDX-License-Identifier: BSD-3-Clause
 * options.c: a row for each verb and for each option. */
#include "host-peer/options.h"

#include <getopt.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/usage.h"
#include "schema/name.h"
#include "schema/number.h"

enum option_id {
	OPTION_DIR = 1,
	OPTION_VM,
	OPTION_PEER,
	OPTION_VECTOR,
	OPTION_ANY,
	OPTION_TIMEOUT,
	OPTION_COUNT,
	OPTION_OFFSET,
	OPTION_HELP = 'h', /* these two, in every verb, end the run */
	OPTION_VERSION = 'V',
};

#define BIT(option) (1u << (option))
#define EVERYWHERE  (BIT(OPTION_DIR) | BIT(OPTION_VM))

static const struct verb {
	const char *name;
	enum host_verb verb;
	unsigned options;
} verbs[] = {
	{ "peers", HOST_VERB_PEERS, EVERYWHERE },
	{ "ring", HOST_VERB_RING, EVERYWHERE | BIT(OPTION_PEER) | BIT(OPTION_VECTOR) },
	{ "wait", HOST_VERB_WAIT,
	  EVERYWHERE | BIT(OPTION_VECTOR) | BIT(OPTION_ANY) | BIT(OPTION_TIMEOUT) |
		  BIT(OPTION_COUNT) },
	{ "echo", HOST_VERB_ECHO, EVERYWHERE | BIT(OPTION_OFFSET) | BIT(OPTION_TIMEOUT) },
};

static const struct option long_options[] = {
	{ "dir", required_argument, NULL, OPTION_DIR },
	{ "vm", required_argument, NULL, OPTION_VM },
	{ "peer", required_argument, NULL, OPTION_PEER },
	{ "vector", required_argument, NULL, OPTION_VECTOR },
	{ "any", no_argument, NULL, OPTION_ANY },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "count", required_argument, NULL, OPTION_COUNT },
	{ "offset", required_argument, NULL, OPTION_OFFSET },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

const char host_options_help[] =
	"Usage: ivshmem-server peers REGION [OPTION]...\n"
	"       ivshmem-server ring REGION --peer=ID [OPTION]...\n"
	"       ivshmem-server wait REGION [OPTION]...\n"
	"       ivshmem-server echo REGION [OPTION]...\n"
	"\n"
	"The host as a peer of a region that a server has, as long as the command runs. REGION\n"
	"is a name, or the path of a socket.\n"
	"\n"
	"  peers            the other peers, one a line: ID, and number of vectors\n"
	"  ring             notifies a peer's vector\n"
	"  wait             waits until a vector of this peer is notified\n"
	"  echo             answers `ivshmem ping` of a VM, until that has finished\n"
	"\n"
	"  --dir=DIR        of the server's sockets ($IVSHMEM_SERVER_DIR, or\n"
	"                   /run/ivshmem-server for root and $XDG_RUNTIME_DIR/ivshmem-server\n"
	"                   for others)\n"
	"  --vm=NAME        with the ID that the server has bound to this name\n"
	"  --peer=ID        ring: the peer\n"
	"  --vector=NUMBER  ring, wait: which (0)\n"
	"  --any            wait: for any vector, and print which\n"
	"  --timeout=MS     wait: for each notification; echo: for each round trip (none)\n"
	"  --count=NUMBER   wait: of notifications (1)\n"
	"  --offset=BYTES   echo: of its 128 bytes in the memory (the end)\n"
	"  -h, --help, -V, --version\n"
	"\n"
	"Numbers are decimal, or hexadecimal after 0x. The exit status is 0; 1 if there was no\n"
	"notification or answer; 2 for errors.\n";

static bool read_number(int option, const char *name, uint64_t *number, struct error *error)
{
	uint64_t min = option == OPTION_COUNT, max = INT64_MAX;

	if (option == OPTION_PEER || option == OPTION_VECTOR)
		max = UINT16_MAX;
	if (option == OPTION_COUNT)
		max = 10000000;
	if (option == OPTION_TIMEOUT)
		max = 86400000;
	if (number_parse(optarg, strlen(optarg), max, number) && *number >= min)
		return true;
	return error_set(error,
			 "invalid value '%.60s' for --%s: must be a number from %" PRIu64
			 " to %" PRIu64,
			 optarg, name, min, max);
}

static bool apply_number(struct host_options *options, int option, const char *name,
			 struct error *error)
{
	uint64_t number;

	if (!read_number(option, name, &number, error))
		return false;
	switch (option) {
	case OPTION_PEER:
		options->peer = (uint16_t)number;
		options->has_peer = true;
		break;
	case OPTION_VECTOR:
		options->vector = (uint16_t)number;
		break;
	case OPTION_TIMEOUT:
		options->timeout_ms = (int)number;
		break;
	case OPTION_COUNT:
		options->count = (uint32_t)number;
		break;
	default:
		options->offset = number;
		options->has_offset = true;
		break;
	}
	return true;
}

static bool apply(struct host_options *options, int option, const char *name, struct error *error)
{
	switch (option) {
	case OPTION_DIR:
		options->directory = optarg;
		return true;
	case OPTION_VM:
		options->vm = optarg;
		return vm_name_is_valid(optarg) ||
		       error_set(error, "invalid VM name '%.60s' for --vm", optarg);
	case OPTION_ANY:
		return options->is_any = true;
	default:
		return apply_number(options, option, name, error);
	}
}

static const struct verb *find_verb(const char *word)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(word, verbs[i].name) == 0)
			return &verbs[i];
	return NULL;
}

bool host_options_has_verb(const char *word)
{
	return find_verb(word) != NULL;
}

static bool read_options(int argc, char *argv[], const struct verb *verb,
			 struct host_options *options, struct error *error)
{
	int option, index = 0;

	opterr = 0;
	optind = 0; /* another command line may have been read before */
	while ((option = getopt_long(argc, argv, ":hV", long_options, &index)) != -1) {
		const char *word = argv[optind - 1];

		if (option == '?')
			return usage_reject_option(error, word, long_options);
		if (option == ':')
			return error_set(error, "missing value for %.60s", word);
		if (option == OPTION_HELP || option == OPTION_VERSION)
			options->verb = option == OPTION_HELP ? HOST_VERB_HELP : HOST_VERB_VERSION;
		else if (!(verb->options & BIT(option)))
			return error_set(error, "invalid option --%s for %s",
					 long_options[index].name, verb->name);
		else if (!apply(options, option, long_options[index].name, error))
			return false;
	}
	return true;
}

/* The region: the one argument that is not an option. */
static bool read_region(int argc, char *argv[], struct host_options *options, struct error *error)
{
	if (optind == argc)
		return error_set(error, "missing region");
	options->region = argv[optind];
	if (optind + 1 < argc)
		return error_set(error, "unexpected argument '%.60s' for %s", argv[optind + 1],
				 argv[0]);
	if (!strchr(options->region, '/'))
		return shm_name_is_valid(options->region) ||
		       error_set(error, "invalid region name '%.60s'", options->region);
	if (options->directory || options->vm)
		return error_set(error, "unexpected --%s for the path of a socket",
				 options->directory ? "dir" : "vm");
	return true;
}

bool host_options_read(int argc, char *argv[], struct host_options *options, struct error *error)
{
	const struct verb *verb = find_verb(argv[1]);

	*options = (struct host_options) { .verb = verb->verb, .count = 1, .timeout_ms = -1 };
	/* getopt_long() begins after the program's name, which is the verb. */
	if (!read_options(argc - 1, argv + 1, verb, options, error))
		return false;
	if (options->verb == HOST_VERB_HELP || options->verb == HOST_VERB_VERSION)
		return true;
	if (!read_region(argc - 1, argv + 1, options, error))
		return false;
	return options->verb != HOST_VERB_RING || options->has_peer ||
	       error_set(error, "ring needs --peer");
}
