/* SPDX-License-Identifier: BSD-3-Clause
 * words.c: goes through the arguments of a command as acrn-dm and QEMU do: options, the values of
 * options, and words that are neither.
 *
 * With conditions an argument may be the value of an option in some runs of the script, and a word
 * or another option's value in others: `-m` before two arguments that exclude each other gets a
 * value from each. */
#include "base/condition.h"
#include "script/internal.h"
#include "vmm/acrn_dm.h"

/* Options that wait for their value at once, and the values that one gets in different runs of the
 * script. What is behind these limits is not known. */
#define WAITING_MAX 4u
#define VALUES_MAX  64u

/* Options of a command; what comes behind them is not known. */
#define OPTIONS_MAX 16384u

/* An option whose value is in another argument. */
struct waiting {
	struct launch_option option;
	const struct condition *when; /* it is there, and has no value yet */
	size_t value_count;	      /* that it has got */
};

struct walk {
	struct arena *arena;
	enum release release;
	struct launch *launch;
	struct launch_option *options;
	struct waiting waiting[WAITING_MAX];
	size_t waiting_count;
	bool has_ended_options; /* by "--" */
	bool is_behind_unknown; /* option, whose value the next argument may be */
};

static void add_option(struct walk *walk, const struct launch_option *option)
{
	struct launch *launch = walk->launch;

	if (launch->option_count == OPTIONS_MAX) {
		launch->may_have_more = true;
		return;
	}
	walk->options = arena_grow(walk->arena, walk->options, launch->option_count,
				   sizeof(*walk->options));
	walk->options[launch->option_count++] = *option;
}

/* Unknown from the first byte on, so that it need not be a value, or a name. */
static bool is_uncertain(const struct launch_text *text)
{
	return text->part_count && !text->parts[0].text;
}

static bool may_be_several(const struct launch_text *text)
{
	return is_uncertain(text) && text->parts[0].may_split;
}

/* A release that has no value for --ssram has another option behind it. */
static bool is_refused(const struct launch_option *option, const struct launch_text *text)
{
	return option->acrn_dm && option->acrn_dm->value_from && text->head[0] == '-';
}

/* A condition without another one. Where it is not known whether they hold at once, or what is
 * left, nothing is: an option and its value have the same branches behind them. */
static const struct condition *without(const struct condition *when, const struct condition *both)
{
	const struct condition *left = condition_without(when, both);

	if (!condition_can_meet(both, NULL) || !condition_can_meet(left, NULL))
		return &condition_never;
	return left;
}

/* Gives an argument to an option that waits for its value, in those runs in which both are there;
 * *when is then that the argument is something else. */
static void fill(struct walk *walk, struct waiting *waiting, const struct condition **when,
		 const struct launch_text *text)
{
	struct launch_option option = waiting->option;
	bool is_possible = true;

	option.when = condition_both(waiting->when, *when, &is_possible);
	if (!is_possible)
		return;
	waiting->value_count++;
	waiting->when = without(waiting->when, option.when);
	option.lacks_value = is_refused(&option, text);
	if (!option.lacks_value) {
		*when = without(*when, option.when);
		option.has_value = true;
		option.value = *text;
		option.is_uncertain = is_uncertain(text);
	}
	add_option(walk, &option);
}

static void drop_filled(struct walk *walk)
{
	size_t count = 0;

	for (size_t i = 0; i < walk->waiting_count; i++)
		if (walk->waiting[i].when != &condition_never &&
		    walk->waiting[i].value_count < VALUES_MAX)
			walk->waiting[count++] = walk->waiting[i];
	walk->waiting_count = count;
}

/* Gives an argument to the options before it. Returns when it is something else. */
static const struct condition *give_value(struct walk *walk, const struct condition *when,
					  const struct launch_text *text)
{
	for (size_t i = 0; i < walk->waiting_count; i++)
		fill(walk, &walk->waiting[i], &when, text);
	drop_filled(walk);
	return when;
}

static void read_options(struct walk *walk, const struct condition *when,
			 const struct launch_text *text)
{
	struct word_options all = walk->launch->program == LAUNCH_QEMU
					  ? qemu_read_word(walk->arena, text)
					  : acrn_dm_read_word(walk->arena, walk->release, text);

	for (size_t i = 0; i < all.count; i++) {
		struct launch_option *option = &all.options[i].option;

		option->when = when;
		walk->is_behind_unknown = !option->is_known;
		if (!all.options[i].wants_word)
			add_option(walk, option);
		else if (walk->waiting_count < WAITING_MAX)
			walk->waiting[walk->waiting_count++] =
				(struct waiting) { .option = *option, .when = when };
		else
			walk->launch->may_have_more = true;
	}
}

static void read_argument(struct walk *walk, const struct shell_argument *argument)
{
	struct launch_text text = launch_text_of(walk->arena, argument);
	struct launch_option word = {
		.name = "",
		.is_known = true,
		.at = text.at,
		.has_value = true,
		.is_uncertain = is_uncertain(&text) || walk->is_behind_unknown,
		.value = text,
	};
	bool is_possible = true;

	word.when = condition_both(walk->launch->when, argument->when, &is_possible);
	if (!is_possible)
		return;
	walk->is_behind_unknown = false;
	word.when = give_value(walk, word.when, &text);
	if (word.when == &condition_never)
		return;
	if (may_be_several(&text))
		walk->launch->may_have_more = true;
	if (walk->has_ended_options || text.head[0] != '-' || launch_is(&text, "-"))
		add_option(walk, &word);
	else if (walk->launch->program == LAUNCH_ACRN_DM && launch_is(&text, "--"))
		walk->has_ended_options = true;
	else
		read_options(walk, word.when, &text);
}

/* An option without a value at the end of the command. Where it has one in other runs nothing is
 * certain enough to be said. */
static void add_lacking(struct walk *walk, const struct waiting *waiting)
{
	struct launch_option option = waiting->option;

	option.when = waiting->when;
	option.lacks_value = true;
	if (!waiting->value_count)
		add_option(walk, &option);
}

void script_read_words(struct arena *arena, enum release release, size_t first,
		       struct launch *launch)
{
	struct walk *walk = arena_alloc(arena, sizeof(*walk));

	walk->arena = arena;
	walk->release = release;
	walk->launch = launch;
	for (size_t i = first; i < launch->run->argument_count; i++)
		read_argument(walk, &launch->run->arguments[i]);
	for (size_t i = 0; i < walk->waiting_count; i++)
		add_lacking(walk, &walk->waiting[i]);
	launch->options = walk->options;
}
