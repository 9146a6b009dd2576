/* SPDX-License-Identifier: BSD-3-Clause
 * connections.c: compares the vUART connections of two plans. */
#include <string.h>

#include "diff/internal.h"

/* The two ends, by the names that their VMs have in the new plan: whichever comes first. */
static struct diff_pair ends_of(struct diff_run *run, const xmlNode *connection, bool is_old)
{
	const xmlNode *first = diff_child(connection, "end");
	const xmlNode *second = diff_next(first);
	const char *one = diff_attribute(first, "name"), *other = diff_attribute(second, "name");

	if (is_old) {
		one = diff_vm_name(run, one);
		other = diff_vm_name(run, other);
	}
	return strcmp(one, other) <= 0 ? (struct diff_pair) { first, second }
				       : (struct diff_pair) { second, first };
}

static const char *end_name(struct diff_run *run, const xmlNode *end, bool is_old)
{
	const char *name = diff_attribute(end, "name");

	return is_old ? diff_vm_name(run, name) : name;
}

static const char *by_ends(const xmlNode *connection, bool is_old, void *context)
{
	struct diff_run *run = context;
	struct diff_pair ends = ends_of(run, connection, is_old);

	return arena_printf(run->arena, "%s %s", end_name(run, ends.old, is_old),
			    end_name(run, ends.new, is_old));
}

static const char *by_name(const xmlNode *connection, bool is_old, void *run)
{
	(void)is_old;
	(void)run;
	return diff_attribute(connection, "name");
}

static const char *by_name_and_ends(const xmlNode *connection, bool is_old, void *context)
{
	struct diff_run *run = context;
	const char *name = diff_attribute(connection, "name");

	return name ? arena_printf(run->arena, "%s %s", by_ends(connection, is_old, context), name)
		    : NULL;
}

static const char *by_kind_and_ends(const xmlNode *connection, bool is_old, void *context)
{
	struct diff_run *run = context;

	return arena_printf(run->arena, "%s %s", by_ends(connection, is_old, context),
			    diff_attribute(connection, "kind"));
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* What an end has but its VM. */
static const char *signature_of(struct arena *arena, const xmlNode *end)
{
	return arena_printf(arena, "%s %s %s", diff_attribute(end, "index"),
			    or_empty(diff_attribute(end, "port")),
			    or_empty(diff_attribute(end, "vbdf")));
}

/* All that it has: names are the last, because they may be any text. */
static const char *by_all(const xmlNode *connection, bool is_old, void *context)
{
	struct diff_run *run = context;
	struct diff_pair ends = ends_of(run, connection, is_old);

	return arena_printf(run->arena, "%s, %s, %s, %s",
			    by_kind_and_ends(connection, is_old, context),
			    signature_of(run->arena, ends.old), signature_of(run->arena, ends.new),
			    or_empty(diff_attribute(connection, "name")));
}

/* For people VMs are in the order of the names that they have in this plan. */
static const char *vms_of(struct diff_run *run, const xmlNode *connection)
{
	struct diff_pair ends = ends_of(run, connection, false);

	return arena_printf(run->arena, "%s and %s", diff_attribute(ends.old, "name"),
			    diff_attribute(ends.new, "name"));
}

/* "vUART connection 'control'", or by its VMs. */
static const char *title_of(struct diff_run *run, const xmlNode *connection)
{
	const char *name = diff_attribute(connection, "name");

	return name ? arena_printf(run->arena, "vUART connection '%s'", name)
		    : arena_printf(run->arena, "vUART connection of %s", vms_of(run, connection));
}

/* "pci, LEFT vUART 1, vBDF 00:10.0, RIGHT vUART 1, port 0x2F8". */
static const char *summary_of(struct diff_run *run, const xmlNode *connection)
{
	struct arena *arena = run->arena;
	struct diff_pair ends = ends_of(run, connection, false);
	const xmlNode *both[] = { ends.old, ends.new };
	const char *summary = diff_attribute(connection, "kind");

	for (size_t i = 0; i < 2; i++) {
		const char *port = diff_attribute(both[i], "port");
		const char *vbdf = diff_attribute(both[i], "vbdf");
		const char *address = port ? port : or_empty(vbdf);

		summary = arena_printf(
			arena, "%s, %s vUART %s%s%s", summary, diff_attribute(both[i], "name"),
			diff_attribute(both[i], "index"), *address ? " " : "", address);
	}
	return summary;
}

/* An end that is the same VM's, or has become another one's. */
static void compare_end(struct diff_run *run, const struct diff_place *place, const xmlNode *old,
			const xmlNode *new)
{
	const struct diff_words *words = diff_words_find("connection", "end");
	struct diff_place end = *place;

	if (strcmp(end_name(run, old, true), diff_attribute(new, "name")) != 0)
		diff_add_value(run, place, "end", diff_attribute(old, "name"),
			       diff_attribute(new, "name"));
	end.thing = diff_phrase(run->arena, new, words);
	diff_compare_values(run, &end, words, old, new);
}

/* The ends of both are in the order of names: if one of the VMs is another one, the other may have
 * changed its place. */
static void compare_ends(struct diff_run *run, const struct diff_place *place,
			 const struct diff_pair *old, const struct diff_pair *new)
{
	bool is_crossed =
		strcmp(end_name(run, old->old, true), diff_attribute(new->new, "name")) == 0 ||
		strcmp(end_name(run, old->new, true), diff_attribute(new->old, "name")) == 0;

	compare_end(run, place, old->old, is_crossed ? new->new : new->old);
	compare_end(run, place, old->new, is_crossed ? new->old : new->new);
}

/* `index` is that in the new plan, or where there is none in the old one. */
static void compare_pair(struct diff_run *run, const struct diff_pair *pair, size_t index)
{
	const xmlNode *any = pair->new ? pair->new : pair->old;
	const char *name = diff_attribute(any, "name");
	const struct diff_place place = {
		.subject = DIFF_CONNECTION,
		.index = index,
		.connection = name ? name : vms_of(run, any),
		.context = title_of(run, any),
	};
	struct diff_pair old, new;

	if (!pair->old || !pair->new) {
		diff_add_whole(run, &place, pair->new ? DIFF_ADDED : DIFF_REMOVED,
			       summary_of(run, any));
		return;
	}
	diff_compare_values(run, &place, diff_words_find("connections", "connection"), pair->old,
			    pair->new);
	old = ends_of(run, pair->old, true);
	new = ends_of(run, pair->new, false);
	compare_ends(run, &place, &old, &new);
}

void diff_connections(struct diff_run *run)
{
	struct diff_nodes old =
		diff_children(run->arena, diff_child(run->old.plan, "connections"), "connection");
	struct diff_nodes new =
		diff_children(run->arena, diff_child(run->new.plan, "connections"), "connection");
	struct diff_matching matching = diff_matching_new(run->arena, &old, &new);
	struct diff_pairs pairs;

	diff_match_by(&matching, by_all, run);
	diff_match_by(&matching, by_name_and_ends, run);
	diff_match_by(&matching, by_name, run);
	diff_match_by(&matching, by_kind_and_ends, run);
	diff_match_by(&matching, by_ends, run);
	pairs = diff_matching_pairs(&matching);
	for (size_t i = 0, removed = 0; i < pairs.count; i++) {
		const struct diff_pair *pair = &pairs.pairs[i];

		while (!pair->new &&old.nodes[removed] != pair->old)
			removed++;
		compare_pair(run, pair, pair->new ? i : removed);
	}
}
