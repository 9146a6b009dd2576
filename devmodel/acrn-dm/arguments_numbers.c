/* SPDX-License-Identifier: BSD-3-Clause
 * arguments_numbers.c: options with numbers in their values. */
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
	return error_set(
		error,
		"invalid memory size '%.60s' for -%c: must be from 16M to 1024G, in K, M or G, "
		"and a multiple of 4K",
		value, row->letter);
}

bool take_cpus(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error)
{
	uint64_t count;

	if (!number_parse_range(value, 1, CPUS_MAX, &count))
		return error_set(error,
				 "invalid number of CPUs '%.60s' for -%c: must be from 1 to %d",
				 value, row->letter, CPUS_MAX);
	arguments->cpus = (unsigned)count;
	return true;
}

/* The length up to the next `mark`. Moves *text after the mark, or to NULL at the end. */
static size_t cut(const char **text, char mark)
{
	const char *end = strchrnul(*text, mark);
	size_t length = (size_t)(end - *text);

	*text = *end ? end + 1 : NULL;
	return length;
}

/* A list of physical CPUs, by local APIC ID; only their number matters here. */
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
			return error_set(
				error,
				"--%s %.200s: invalid list: expected 1 to %d local APIC IDs from "
				"0 to %d, such as 2,4",
				row->name, value, CPUS_MAX, LAPIC_MAX);
		for (unsigned i = 0; i < count; i++)
			if (seen[i] == id)
				return error_set(error, "--%s %.200s: duplicate CPU %" PRIu64,
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
		return error_set(error,
				 "invalid interval '%.60s' for --%s: must be from 1 to %d (ns)",
				 value, row->name, POLL_MAX);
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
				 "--%s %.100s: expected four positive numbers, "
				 "THRESHOLD,PERIOD,DELAY,DURATION, "
				 "such as 10000,10,1,100",
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
				"--%s %.200s: expected NAME,level=N of console, kmsg and disk, "
				"separated by ';', with levels from 1 to 5",
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
		return error_set(error, "invalid UUID '%.60s' for -%c: expected %s", value,
				 row->letter, form);
	arguments->uuid = value;
	return true;
}

bool take_shm_mode(struct arguments *arguments, const struct option_row *row, const char *value,
		   struct error *error)
{
	uint64_t mode;

	if (!number_parse_base(value, strlen(value), 8, 0777, &mode) || (mode & 0600) != 0600)
		return error_set(
			error,
			"--%s %.60s: expected an octal mode from 0600 to 0777 that lets the "
			"owner read and write",
			row->name, value);
	arguments->shm_mode = (mode_t)mode;
	return true;
}

bool take_shm_owner(struct arguments *arguments, const struct option_row *row, const char *value,
		    struct error *error)
{
	return user_find(value, &arguments->shm_owner) ||
	       error_set(error, "--%s %.60s: user not found: use a name or a number", row->name,
			 value);
}

bool take_shm_group(struct arguments *arguments, const struct option_row *row, const char *value,
		    struct error *error)
{
	return group_find(value, &arguments->shm_group) ||
	       error_set(error, "--%s %.60s: group not found: use a name or a number", row->name,
			 value);
}
