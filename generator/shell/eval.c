/* SPDX-License-Identifier: BSD-3-Clause
 * eval.c: makes a source of the texts, in which each unknown is a variable of its own, and keeps
 * where they came from.
 */
#include "shell/eval.h"

#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "shell/expand.h"
#include "shell/fork.h"
#include "shell/run.h"

/* The texts of eval in eval. */
#define EVAL_DEPTH_MAX 8u

/* A range of the text, and where it was written. */
struct segment {
	size_t start, end;
	struct span at;
};

struct span eval_place(const struct shell *shell, struct span at)
{
	size_t low = 0, high = shell->segment_count;
	const struct segment *segment;
	struct span place;

	if (at.source != shell->text || !high)
		return source_span(shell->source, 0, 0);
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (shell->segments[middle].start <= at.start)
			low = middle;
		else
			high = middle;
	}
	segment = &shell->segments[low];
	place = segment->at;
	/* Exact where the text stands there as it is. */
	if (place.end - place.start == segment->end - segment->start &&
	    at.start >= segment->start) {
		place.start += (uint32_t)(at.start - segment->start);
		if (at.end <= segment->end)
			place.end = place.start + (at.end - at.start);
	}
	return place;
}

/* The text that is put together. */
struct text {
	struct builder parts;
	struct segment *segments;
	size_t count, room, length;
};

static void add(struct shell *shell, struct text *text, const struct part *part, struct span at)
{
	struct part piece = *part;
	struct span place = part->at.end ? part->at : at;

	if (!part->text) {
		/* No script has a variable of such a name. */
		const char *name =
			arena_printf(shell->arena, "unknown__%p", (const void *)part->unknown);
		struct variable *variable = variable_find(shell, name);

		variable->now.value = value_unknown(shell, part->unknown);
		piece.text = arena_printf(shell->arena, "${%s}", name);
	}
	text->segments = shell_grow(shell, text->segments, text->count, &text->room,
				    sizeof(*text->segments));
	text->segments[text->count++] =
		(struct segment) { text->length, text->length + strlen(piece.text), place };
	text->length += strlen(piece.text);
	builder_add(shell, &text->parts, &piece);
}

static const struct source *source_of(struct shell *shell, struct value flat, struct text *text,
				      struct span at)
{
	const char *bytes;

	for (size_t i = 0; i < flat.count; i++)
		add(shell, text, &flat.parts[i], at);
	bytes = value_known(shell, builder_value(shell, &text->parts));
	return bytes ? source_memory(shell->arena, shell->source->name, bytes, strlen(bytes))
		     : NULL;
}

static void run_text(struct shell *shell, const struct source *source, const struct text *text)
{
	const struct source *outer = shell->text;
	const struct segment *segments = shell->segments;
	size_t segment_count = shell->segment_count;
	struct diags *diags = diags_new(shell->arena);
	const struct shell_list *list;

	shell_spend(shell, source->size / 4);
	list = shell_parse(shell->arena, source, diags);
	shell->text = source;
	shell->segments = text->segments;
	shell->segment_count = text->count;
	shell->evals++;
	if (list)
		run_list(shell, list);
	else
		shell_succeed(shell, &condition_never);
	shell->evals--;
	shell->text = outer;
	shell->segments = segments;
	shell->segment_count = segment_count;
}

void eval_run(struct shell *shell, const struct fields *fields, struct span at)
{
	struct value value = expand_join(shell, fields, " ");
	struct worlds worlds;
	struct fork fork;

	if (shell->evals >= EVAL_DEPTH_MAX) {
		shell->trace.is_cut = true;
		return;
	}
	fork_start(shell, &fork);
	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct text text = { 0 };
		const struct source *source = source_of(shell, value_in(shell, value, &worlds.now),
							&text, shell_place(shell, at));

		if (!source || !fork_enter(&fork, worlds.now))
			continue;
		run_text(shell, source, &text);
		fork_leave(&fork);
	}
	fork_end(&fork);
}
