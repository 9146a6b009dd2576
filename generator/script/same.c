/* SPDX-License-Identifier: BSD-3-Clause
 * same.c: tells one command that is run in several ways from several commands. */
#include <string.h>

#include "base/condition.h"
#include "script/script.h"

static bool is_same_text(const struct launch_text *one, const struct launch_text *other)
{
	return one->length == other->length && memcmp(one->head, other->head, one->length) == 0;
}

static bool is_same_option(const struct launch_option *one, const struct launch_option *other)
{
	return strcmp(one->name, other->name) == 0 && one->has_value == other->has_value &&
	       (!one->has_value || is_same_text(&one->value, &other->value));
}

bool launch_is_same(const struct launch *one, const struct launch *other)
{
	if (one->program != other->program || one->run->at.source != other->run->at.source ||
	    one->run->at.start != other->run->at.start || one->option_count != other->option_count)
		return false;
	for (size_t i = 0; i < one->option_count; i++)
		if (!is_same_option(&one->options[i], &other->options[i]))
			return false;
	return true;
}

bool script_is_repeated(const struct script *script, size_t index)
{
	const struct launch *before = index ? script->launches[index - 1] : NULL;
	const struct launch *launch = script->launches[index];

	return before && launch_is_same(before, launch) &&
	       !condition_can_meet(before->when, launch->when);
}
