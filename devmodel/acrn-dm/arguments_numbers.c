/* SPDX-License-Identifier: BSD-3-Clause
 * arguments_numbers.c: options whose values have numbers in them: each is read to its end. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "acrn-dm/option_table.h"
#include "base/user.h"
#include "schema/number.h"

#define MIB	   0x100000ull
#define MEMORY_MIN (16 * MIB)
#define MEMORY_MAX (1024 * 1024 * MIB)
#define CPUS_MAX   255 /* of the machine */
#define LAPIC_MAX  0xffff
#define POLL_MAX   1000000000 /* ns */

/* SIZE[K|M|G]; without a letter it is MiB below 1 MiB, else bytes. */
bool take_memory(struct arguments *arguments, const struct option_row *row, const char *value,
		 struct error *error)
{
	bool has_unit;
	uint64_t size;
	bool is_size = number_parse_size(value, &size, &has_unit);

	if (is_size && !has_unit && size < MIB)
		size *= MIB;
	if (is_size && size >= MEMORY_MIN && size <= MEMORY_MAX && size % 4096 == 0) {
		arguments->memory = size;
		return true;
	}
	return error_set(error,
			 "-%c %.60s is no memory size: give 16M to 1024G, in K, M or G and a "
			 "multiple of 4K",
			 row->letter, value);
}

bool take_cpus(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error)
{
	uint64_t count;

	if (!number_parse_range(value, 1, CPUS_MAX, &count))
		return error_set(error, "-%c %.60s is no number of CPUs from 1 to %d", row->letter,
				 value, CPUS_MAX);
	arguments->cpus = (unsigned)count;
	return true;
}

/* The length of the part up to the next `mark`; *text moves behind the mark, or to NULL at the end.
 */
static size_t cut(const char **text, char mark)
{
	const char *end = strchrnul(*text, mark);
	size_t length = (size_t)(end - *text);

	*text = *end ? end + 1 : NULL;
	return length;
}

/* A list of physical CPUs, by local APIC ID: which they are matters to ACRN, how many to us. */
bool take_affinity(struct arguments *arguments, const struct option_row *row, const char *value,
		   struct error *error)
{
	uint16_t seen[CPUS_MAX];
	unsigned count = 0;

	for (const char *at = value; at;) {
		const char *start = at;
		size_t length = cut(&at, ',');
		uint64_t id;

		if (!number_parse_decimal(start, length, LAPIC_MAX, &id) || count == CPUS_MAX)
			return error_set(error,
					 "--%s %.200s is no list of 1 to %d local APIC IDs from 0 "
					 "to %d, like 2,4",
					 row->name, value, CPUS_MAX, LAPIC_MAX);
		for (unsigned i = 0; i < count; i++)
			if (seen[i] == id)
				return error_set(error, "--%s %.200s names %" PRIu64 " twice",
						 row->name, value, id);
		seen[count++] = (uint16_t)id;
	}
	arguments->cpus = count;
	return true;
}

bool take_poll(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error)
{
	uint64_t interval;

	(void)arguments;
	if (!number_parse_range(value, 1, POLL_MAX, &interval))
		return error_set(error, "--%s %.60s is no interval from 1 to %d ns", row->name,
				 value, POLL_MAX);
	return true;
}

bool take_monitor(struct arguments *arguments, const struct option_row *row, const char *value,
		  struct error *error)
{
	unsigned count = 0;

	(void)arguments;
	for (const char *at = value; at; count++) {
		const char *start = at;
		size_t length = cut(&at, ',');
		uint64_t number;

		if (!number_parse_decimal(start, length, UINT32_MAX, &number) || number < 1)
			count = 4;
	}
	if (count != 4)
		return error_set(error,
				 "--%s %.100s: give four numbers from 1 on: "
				 "THRESHOLD,PERIOD,DELAY,DURATION, like 10000,10,1,100",
				 row->name, value);
	return true;
}

static bool is_logger(const char *text, size_t length)
{
	static const char *const names[] = { "console", "kmsg", "disk" };
	size_t name = strcspn(text, ",");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (length == name + 8 && strlen(names[i]) == name &&
		    memcmp(text, names[i], name) == 0 && memcmp(text + name, ",level=", 7) == 0)
			return text[name + 7] >= '1' && text[name + 7] <= '5';
	return false;
}

bool take_logger(struct arguments *arguments, const struct option_row *row, const char *value,
		 struct error *error)
{
	(void)arguments;
	for (const char *at = value; at;) {
		const char *start = at;
		size_t length = cut(&at, ';');

		if (!is_logger(start, length))
			return error_set(
				error,
				"--%s %.200s: give NAME,level=N of console, kmsg and disk, "
				"with ';' between them and levels from 1 to 5",
				row->name, value);
	}
	return true;
}

bool take_uuid(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t length = strlen(value);
	bool is_good = length == sizeof(form) - 1;

	for (size_t i = 0; is_good && i < length; i++)
		is_good = form[i] == '-' ? value[i] == '-' : isxdigit((unsigned char)value[i]) != 0;
	if (!is_good)
		return error_set(error, "-%c %.60s is no UUID of the form %s", row->letter, value,
				 form);
	arguments->uuid = value;
	return true;
}

bool take_shm_mode(struct arguments *arguments, const struct option_row *row, const char *value,
		   struct error *error)
{
	uint64_t mode;

	if (!number_parse_base(value, strlen(value), 8, 0777, &mode) || (mode & 0600) != 0600)
		return error_set(error,
				 "--%s %.60s: give an octal mode from 0600 to 0777 with which the "
				 "owner reads and writes",
				 row->name, value);
	arguments->shm_mode = (mode_t)mode;
	return true;
}

bool take_shm_owner(struct arguments *arguments, const struct option_row *row, const char *value,
		    struct error *error)
{
	return user_find(value, &arguments->shm_owner) ||
	       error_set(error, "--%s %.60s: there is no such user: give a name or a number",
			 row->name, value);
}

bool take_shm_group(struct arguments *arguments, const struct option_row *row, const char *value,
		    struct error *error)
{
	return group_find(value, &arguments->shm_group) ||
	       error_set(error, "--%s %.60s: there is no such group: give a name or a number",
			 row->name, value);
}
