/* SPDX-License-Identifier: BSD-3-Clause
 * vuarts.c: the connections of virtual UARTs between VMs: their ends, and their names. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/typo.h"
#include "rules/internal.h"

/* Whether another end of a connection is in the VM, or may be meant to be: then this end's VM may
 * be one that is missing. */
static bool has_other_end(const struct vuart_connection *connection, const struct vuart_end *end,
			  const struct vm *vm)
{
	for (size_t i = 0; i < connection->end_count; i++) {
		const struct vuart_end *other = &connection->ends[i];

		if (other->vm == vm || (other != end && !other->vm &&
					typo_is_one_apart(other->vm_name.value, vm->name.value)))
			return true;
	}
	return false;
}

static void check_end(struct check *check, const struct vuart_connection *connection,
		      const struct vuart_end *end)
{
	const struct vm *similar;
	struct diag *diag;

	if (end->vm)
		return;
	if (!*end->vm_name.value) {
		check_report(check, end, end->vm_name.at,
			     "a vUART connection has an end without a VM name");
		return;
	}
	diag = check_report(check, end, end->vm_name.at, "unknown VM '%s' in a vUART connection",
			    end->vm_name.value);
	similar = check_help_similar_vm(check, diag, end->vm_name);
	if (similar && has_other_end(connection, end, similar))
		diag_cannot_edit(diag);
}

void check_vuart_unknown_vm(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->vuart_count; i++)
		for (size_t j = 0; j < model->vuarts[i].end_count; j++)
			check_end(check, &model->vuarts[i], &model->vuarts[i].ends[j]);
}

/* What a connection is called in a message. */
static const char *connection_name(const struct check *check,
				   const struct vuart_connection *connection)
{
	if (model_is_blank(connection->name))
		return "a vUART connection";
	return arena_printf(check->arena, "vUART connection '%s'", connection->name.value);
}

void check_vuart_ends(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->vuart_count; i++) {
		const struct vuart_connection *connection = &model->vuarts[i];
		size_t count = connection->end_count;
		struct diag *diag;

		if (count == 2)
			continue;
		diag = check_report(
			check, connection, count < 2 ? connection->at : connection->ends[2].at,
			"%s has %zu endpoint%s: must have two", connection_name(check, connection),
			count, count == 1 ? "" : "s");
		diag_help(diag, count < 2 ? "add an <endpoint> for the other VM"
					  : "use a connection for each pair of VMs");
	}
}

void check_vuart_self(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->vuart_count; i++) {
		const struct vuart_connection *connection = &model->vuarts[i];
		const struct vuart_end *ends = connection->ends;
		struct diag *diag;

		if (check_is_reported(check, connection) || !ends[0].vm || ends[0].vm != ends[1].vm)
			continue;
		diag = check_report(check, connection, ends[1].vm_name.at,
				    "%s connects VM '%s' to itself",
				    connection_name(check, connection), ends[1].vm_name.value);
		diag_note(diag, ends[0].vm_name.at, "the other end is here");
		diag_help(diag, "name another VM at one of the two ends");
	}
}

void check_vuart_type_missing(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->vuart_count; i++) {
		const struct vuart_connection *connection = &model->vuarts[i];
		struct diag *diag;

		if (connection->has_type || check_is_reported(check, connection))
			continue;
		diag = check_report(
			check, connection, connection->at,
			"%s has no type: it is PCI for ACRN's hypervisor, but no device "
			"for its launch scripts",
			connection_name(check, connection));
		diag_help(diag, "add <type>pci</type> or <type>legacy</type>");
	}
}

/* A connection by what has to be unique. */
struct named_connection {
	const char *name;
	const struct vm *low, *high; /* its two VMs */
	const struct vuart_connection *connection;
};

static int compare_pointers(const void *left, const void *right)
{
	return ((uintptr_t)left > (uintptr_t)right) - ((uintptr_t)left < (uintptr_t)right);
}

static int compare_keys(const struct named_connection *a, const struct named_connection *b)
{
	int order = strcmp(a->name, b->name);

	if (!order)
		order = compare_pointers(a->low, b->low);
	return order ? order : compare_pointers(a->high, b->high);
}

/* By name and VMs, then in the order of the scenario. */
static int compare_named(const void *left, const void *right)
{
	const struct named_connection *a = left, *b = right;
	int order = compare_keys(a, b);

	return order ? order : compare_pointers(a->connection, b->connection);
}

/* The connections that have a name and two VMs. */
static size_t collect_named(const struct check *check, struct named_connection *to)
{
	const struct model *model = check->model;
	size_t count = 0;

	for (size_t i = 0; i < model->vuart_count; i++) {
		const struct vuart_connection *connection = &model->vuarts[i];
		const struct vuart_end *ends = connection->ends;
		bool is_swapped;

		if (check_is_reported(check, connection) || model_is_blank(connection->name) ||
		    !ends[0].vm || !ends[1].vm)
			continue;
		is_swapped = ends[0].vm > ends[1].vm;
		to[count++] = (struct named_connection) {
			.name = connection->name.value,
			.low = ends[is_swapped].vm,
			.high = ends[!is_swapped].vm,
			.connection = connection,
		};
	}
	return count;
}

void check_vuart_name_duplicate(struct check *check)
{
	struct named_connection *all =
		arena_array(check->scratch, check->model->vuart_count, sizeof(*all));
	const struct named_connection *first = all;
	size_t count = collect_named(check, all);

	if (count)
		qsort(all, count, sizeof(*all), compare_named);
	for (size_t i = 1; i < count; i++) {
		const struct vuart_connection *connection = all[i].connection;
		struct diag *diag;

		if (compare_keys(first, &all[i]) != 0) {
			first = &all[i];
			continue;
		}
		diag = check_report(check, connection, connection->name.at,
				    "duplicate vUART connection '%s' between VMs '%s' and '%s'",
				    connection->name.value, connection->ends[0].vm_name.value,
				    connection->ends[1].vm_name.value);
		diag_note(diag, first->connection->name.at, "the first one is here");
		diag_help(diag, "give each connection between them a name of its own");
	}
}
