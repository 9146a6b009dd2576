/* SPDX-License-Identifier: BSD-3-Clause
 * arguments.c: finds in customized_parameters the options by which acrn-dm adds devices: -s and -l.
 */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"
#include "vmm/acrn_dm.h"

/* Every span of a text with character references costs a walk over it. Of one VM's arguments those
 * behind so many walks are shown at the whole text. */
#define WALKS_MAX 1000u

/* A <customized_parameters>, and how far it is read. */
struct parameters {
	const struct reader *reader;
	const xmlNode *element;
	struct vm *vm;
	bool is_verbatim; /* the file has the same bytes as the text */
	size_t walks;
	size_t next; /* word */
	struct argument *arguments;
};

static bool is_verbatim(struct text text)
{
	size_t length = strlen(text.value);

	return text.at.end - text.at.start == length &&
	       memcmp(text.at.source->bytes + text.at.start, text.value, length) == 0;
}

/* Where the bytes from `start` up to `end` of the text are. */
static struct span find_span(struct parameters *parameters, size_t start, size_t end)
{
	struct span whole = parameters->vm->parameters_text.at;

	if (parameters->is_verbatim)
		return source_span(whole.source, whole.start + start, whole.start + end);
	if (parameters->walks++ >= WALKS_MAX)
		return whole;
	return load_text_range(parameters->reader->doc, parameters->element, start, end);
}

/* The bytes from `start` up to `end` of a word; with quotes inside, they are at the whole word. */
static struct text word_text(struct parameters *parameters, size_t word, size_t start, size_t end)
{
	const struct argv *argv = &parameters->vm->parameters;
	struct argv_range range = argv->ranges[word];

	if (range.end - range.start == strlen(argv->words[word])) {
		range.end = range.start + end;
		range.start += start;
	}
	return (struct text) {
		.value = arena_copy(parameters->reader->arena, argv->words[word] + start,
				    end - start),
		.at = find_span(parameters, range.start, range.end),
	};
}

/* Adds the option that the current word has up to `end`. Its value begins at byte `value` of the
 * word, or is the next word if that is 0. */
static void add_option(struct parameters *parameters, enum argument_kind kind, size_t end,
		       size_t value)
{
	struct vm *vm = parameters->vm;
	size_t word = parameters->next - 1;
	size_t value_word = value ? word : parameters->next++;
	bool has_value = value_word < vm->parameters.count;
	struct argument argument = { .kind = kind };

	if (kind == ARGUMENT_OTHER && has_value)
		return;
	argument.option = word_text(parameters, word, 0, end);
	if (has_value)
		argument.value = word_text(parameters, value_word, value,
					   strlen(vm->parameters.words[value_word]));
	parameters->arguments = arena_grow(parameters->reader->arena, parameters->arguments,
					   vm->argument_count, sizeof(*parameters->arguments));
	parameters->arguments[vm->argument_count++] = argument;
}

static enum argument_kind argument_kind(const struct acrn_dm_option *option)
{
	return option->letter == 's'   ? ARGUMENT_DEVICE
	       : option->letter == 'l' ? ARGUMENT_PORT
				       : ARGUMENT_OTHER;
}

/* The options in a word that begins with a dash. */
static void read_options(struct parameters *parameters, const char *word)
{
	enum release release = parameters->reader->context->release;
	struct acrn_dm_found found;

	for (size_t at = 0; acrn_dm_next_option(release, word, &at, &found);)
		if (found.option && (found.has_value || found.wants_word))
			add_option(parameters, argument_kind(found.option), found.end,
				   found.has_value ? found.value : 0);
}

void read_arguments(const struct reader *reader, const xmlNode *element, struct vm *vm)
{
	struct parameters parameters = {
		.reader = reader,
		.element = element,
		.vm = vm,
		.is_verbatim = is_verbatim(vm->parameters_text),
	};

	while (parameters.next < vm->parameters.count) {
		const char *word = vm->parameters.words[parameters.next++];

		if (*word == '-')
			read_options(&parameters, word);
	}
	vm->arguments = parameters.arguments;
}
