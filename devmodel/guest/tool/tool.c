/* SPDX-License-Identifier: BSD-3-Clause
 * tool.c: the command line of `ivshmem`: a row for each verb and for each option. */
#include "guest/tool/tool.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "schema/nearest.h"
#include "schema/number.h"

enum option_id {
	OPTION_DEVICE = 1,
	OPTION_MAP,
	OPTION_OFFSET,
	OPTION_LENGTH,
	OPTION_TEXT,
	OPTION_COUNT,
	OPTION_PEER,
	OPTION_VECTOR,
	OPTION_TIMEOUT,
	OPTION_ECHO,
	OPTION_ANY,
	OPTION_SYSFS,
	OPTION_NAMES,
	OPTION_EXPORT,
	OPTION_OUTPUT,
	OPTION_HELP = 'h', /* these two, in every verb, end the run */
	OPTION_VERSION = 'V',
};

#define BIT(option) (1u << (option))
#define EVERYWHERE  (BIT(OPTION_SYSFS) | BIT(OPTION_NAMES))
#define OPENING	    (EVERYWHERE | BIT(OPTION_DEVICE) | BIT(OPTION_MAP))

struct verb {
	const char *name;
	enum tool_status (*run)(const struct tool_options *options);
	unsigned options;
	bool has_argument;
};

static const struct verb verbs[] = {
	{ "list", tool_list, EVERYWHERE, false },
	{ "read", tool_read, OPENING | BIT(OPTION_OFFSET) | BIT(OPTION_LENGTH) | BIT(OPTION_TEXT),
	  false },
	{ "write", tool_write, OPENING | BIT(OPTION_OFFSET) | BIT(OPTION_LENGTH), true },
	{ "ring", tool_ring, OPENING | BIT(OPTION_PEER) | BIT(OPTION_VECTOR), false },
	{ "wait", tool_wait,
	  OPENING | BIT(OPTION_VECTOR) | BIT(OPTION_ANY) | BIT(OPTION_COUNT) | BIT(OPTION_TIMEOUT),
	  false },
	{ "ping", tool_ping,
	  OPENING | BIT(OPTION_OFFSET) | BIT(OPTION_COUNT) | BIT(OPTION_TIMEOUT) | BIT(OPTION_ECHO),
	  false },
	{ "bench", tool_bench, OPENING, false },
	{ "selftest", tool_selftest, OPENING, false },
	{ "keys", tool_keys, BIT(OPTION_SYSFS) | BIT(OPTION_EXPORT) | BIT(OPTION_OUTPUT), true },
};

static const struct option long_options[] = {
	{ "device", required_argument, NULL, OPTION_DEVICE },
	{ "map", required_argument, NULL, OPTION_MAP },
	{ "offset", required_argument, NULL, OPTION_OFFSET },
	{ "length", required_argument, NULL, OPTION_LENGTH },
	{ "text", no_argument, NULL, OPTION_TEXT },
	{ "count", required_argument, NULL, OPTION_COUNT },
	{ "peer", required_argument, NULL, OPTION_PEER },
	{ "vector", required_argument, NULL, OPTION_VECTOR },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "echo", no_argument, NULL, OPTION_ECHO },
	{ "any", no_argument, NULL, OPTION_ANY },
	{ "sysfs", required_argument, NULL, OPTION_SYSFS },
	{ "names", required_argument, NULL, OPTION_NAMES },
	{ "export", required_argument, NULL, OPTION_EXPORT },
	{ "output", required_argument, NULL, OPTION_OUTPUT },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

static const char help[] =
	"Usage: ivshmem VERB [OPTION]...\n"
	"\n"
	"Shared memory between VMs, from inside of one.\n"
	"\n"
	"  list                 the devices, one a line\n"
	"  read                 memory to standard output\n"
	"  write [TEXT]         TEXT and a zero byte, or standard input, to memory\n"
	"  ring --peer=ID       notifies a peer's vector\n"
	"  wait                 waits until a vector of this VM is notified\n"
	"  ping                 measures round trips to a peer that runs `ping --echo`\n"
	"  bench                the speed of memory and registers, by each mapping\n"
	"  selftest             checks the device; lines of key=value\n"
	"  keys [IMAGE]         the keys of this VM's regions, without the keys themselves\n"
	"\n"
	"  --device=WHICH       00:06.0, slot:6, id:0x1000 or name:NAME; optional with one device\n"
	"  --map=HOW            auto (default), uio, resource2, resource2_wc, vfio\n"
	"  --offset=BYTES       read, write: the start (0); ping: of its 128 bytes (the end)\n"
	"  --length=BYTES       read, write: how much (to the end)\n"
	"  --text               read: up to the first zero byte, and a line feed\n"
	"  --peer=ID            ring: the peer; `list` shows each VM's ID as its position\n"
	"  --vector=NUMBER      ring, wait: which (0)\n"
	"  --any                wait: for any vector, and print which\n"
	"  --timeout=MS         wait: for each notification (none); ping: for each answer\n"
	"                       (10000)\n"
	"  --count=NUMBER       wait: of notifications (1); ping: of round trips (1000)\n"
	"  --echo               ping: answer instead\n"
	"  --export=REGION[:GENERATION]\n"
	"                       keys: writes one, the newest by default, to a new file\n"
	"  --output=FILE        keys: that file, which only its owner can read\n"
	"  --names=FILE         names of regions (/etc/ivshmem/names)\n"
	"  --sysfs=DIR          instead of /sys, for tests\n"
	"  -h, --help, -V, --version\n"
	"\n"
	"Numbers are decimal, or hexadecimal after 0x. The exit status is 0; 1 if a check failed\n"
	"or there was no answer; 2 for errors.\n";

enum tool_status tool_fail(const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fputs("ivshmem: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return TOOL_FAILED;
}

struct ivshm_device *tool_open(const struct tool_options *options)
{
	struct ivshm_error error;
	struct ivshm_device *device =
		ivshm_open(&options->paths, options->device, options->map, &error);

	if (!device)
		tool_fail("%s", error.text);
	return device;
}

int64_t tool_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The value of an option, from `min` to `max`. */
static bool parse_number(const char *name, uint64_t min, uint64_t max, uint64_t *number)
{
	if (number_parse(optarg, strlen(optarg), max, number) && *number >= min)
		return true;
	tool_fail("invalid value '%s' for --%s: must be a number from %llu to %llu", optarg, name,
		  (unsigned long long)min, (unsigned long long)max);
	return false;
}

static bool take_number(struct tool_options *options, int option, const char *name)
{
	bool may_be_zero = option != OPTION_COUNT;
	uint64_t max = option == OPTION_PEER || option == OPTION_VECTOR ? UINT16_MAX
		       : option == OPTION_COUNT				? 10000000
		       : option == OPTION_TIMEOUT			? 86400000
									: INT64_MAX;
	uint64_t number;

	if (!parse_number(name, may_be_zero ? 0 : 1, max, &number))
		return false;
	switch (option) {
	case OPTION_OFFSET:
		options->offset = number;
		options->has_offset = true;
		break;
	case OPTION_LENGTH:
		options->length = number;
		options->has_length = true;
		break;
	case OPTION_COUNT:
		options->count = (uint32_t)number;
		break;
	case OPTION_PEER:
		options->peer = (uint16_t)number;
		options->has_peer = true;
		break;
	case OPTION_VECTOR:
		options->vector = (uint16_t)number;
		break;
	default:
		options->timeout_ms = (int)number;
		break;
	}
	return true;
}

static bool take(struct tool_options *options, int option, const char *name)
{
	switch (option) {
	case OPTION_DEVICE:
		options->device = optarg;
		return true;
	case OPTION_MAP:
		if (ivshm_map_parse(optarg, &options->map))
			return true;
		tool_fail("invalid value '%s' for --map: must be auto, uio, resource2, "
			  "resource2_wc or vfio",
			  optarg);
		return false;
	case OPTION_TEXT:
		return options->is_text = true;
	case OPTION_ECHO:
		return options->is_echo = true;
	case OPTION_ANY:
		return options->is_any = true;
	case OPTION_SYSFS:
		options->paths.sysfs = optarg;
		return true;
	case OPTION_NAMES:
		options->paths.names = optarg;
		return true;
	case OPTION_EXPORT:
		options->exported = optarg;
		return true;
	case OPTION_OUTPUT:
		options->output = optarg;
		return true;
	default:
		return take_number(options, option, name);
	}
}

/* Takes an option, if the verb has it. *asked becomes --help or --version. */
static bool take_for(const struct verb *verb, struct tool_options *options, int option,
		     const char *name, int *asked)
{
	if (option == OPTION_HELP || option == OPTION_VERSION) {
		*asked = option;
		return true;
	}
	if (verb->options & BIT(option))
		return take(options, option, name);
	tool_fail("invalid option --%s for %s", name, verb->name);
	return false;
}

/* Reports a name that is none of those tried, with the nearest. `dashes` are before both. */
static bool reject(const char *what, const char *dashes, const struct nearest *nearest)
{
	if (nearest->name)
		tool_fail("unknown %s '%s%s': did you mean '%s%s'?", what, dashes, nearest->word,
			  dashes, nearest->name);
	else
		tool_fail("unknown %s '%s%s'", what, dashes, nearest->word);
	return false;
}

/* Reports what getopt_long() has rejected when it read `word`: its optopt is 0 for a long option
 * that it does not know. */
static bool reject_option(int result, char *word)
{
	struct nearest nearest = { .word = word + strspn(word, "-") };
	const struct option *option = long_options;

	while (option->name && option->val != optopt)
		option++;
	if (result == ':')
		tool_fail("missing value for %s", word);
	else if (optopt && option->name)
		tool_fail("unexpected value for --%s", option->name);
	else if (optopt)
		tool_fail("unknown option '-%c'", optopt);
	if (result == ':' || optopt)
		return false;
	word[strcspn(word, "=")] = '\0';
	for (option = long_options; option->name; option++)
		nearest_try(&nearest, option->name);
	return reject("option", "--", &nearest);
}

/* Parses the arguments after the verb. */
static bool parse(const struct verb *verb, int count, char **arguments,
		  struct tool_options *options, int *asked)
{
	int option, index = 0;

	opterr = 0;
	while ((option = getopt_long(count, arguments, ":hV", long_options, &index)) != -1)
		if (option == '?' || option == ':'
			    ? !reject_option(option, arguments[optind - 1])
			    : !take_for(verb, options, option, long_options[index].name, asked))
			return false;
	if (verb->has_argument && optind < count)
		options->text = arguments[optind++];
	if (optind == count)
		return true;
	tool_fail("unexpected argument '%s' for %s", arguments[optind], verb->name);
	return false;
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(name, verbs[i].name) == 0)
			return &verbs[i];
	return NULL;
}

static enum tool_status show(int asked)
{
	fputs(asked == OPTION_HELP ? help : "ivshmem (acrn-cfg) " VERSION "\n", stdout);
	return TOOL_DONE;
}

/* --help or --version in place of a verb; 0 for another word. */
static int asked_by(const char *word)
{
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return OPTION_HELP;
	return strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0 ? OPTION_VERSION : 0;
}

static bool reject_verb(const char *name)
{
	struct nearest nearest = { .word = name };

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		nearest_try(&nearest, verbs[i].name);
	return reject("verb", "", &nearest);
}

/* The last line about an invalid command line. */
static enum tool_status point_to_help(void)
{
	fputs("Try 'ivshmem --help'\n", stderr);
	return TOOL_FAILED;
}

static enum tool_status run(int count, char **arguments)
{
	struct tool_options options = { .timeout_ms = -1 };
	int asked = count < 2 ? 0 : asked_by(arguments[1]);
	const struct verb *verb;

	if (asked)
		return show(asked);
	if (count < 2)
		tool_fail("missing verb");
	verb = count < 2 ? NULL : find_verb(arguments[1]);
	if (!verb && count > 1)
		reject_verb(arguments[1]);
	if (!verb || !parse(verb, count - 1, arguments + 1, &options, &asked))
		return point_to_help();
	return asked ? show(asked) : verb->run(&options);
}

int main(int count, char **arguments)
{
	enum tool_status status = run(count, arguments);

	/* Lost output is an error. */
	if (ferror(stdout) || fflush(stdout) != 0)
		status = tool_fail("cannot write the output");
	return (int)status;
}
