/* SPDX-License-Identifier: BSD-3-Clause
 * keygen.c: makes the keys of a scenario's regions, and the images by which its VMs get them. */
#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "keys/commit.h"
#include "keys/list.h"
#include "model/harden.h"
#include "plan/plan.h"
#include "suppress/suppress.h"

struct generating_keys {
	struct arena *arena;
	const struct options *options;
	struct diags *diags;
	const struct plan *plan;
	struct secrets *secrets;
	struct key_store store;
};

/* The plan with the names of a hardened installation; NULL with the reason in `diags`. */
static const struct plan *make_plan(struct arena *arena, const struct options *options,
				    struct diags *diags)
{
	struct options hardened = *options;
	const struct model *model;

	hardened.hardening = 1u << HARDEN_KEYS;
	model = verbs_model(arena, arena, &hardened, diags);
	return model ? plan_build(arena, model) : NULL;
}

static void print_changes(const struct generating_keys *run, const struct key_change *change)
{
	const char *path = run->store.path;

	for (size_t i = 0; i < change->key_count; i++)
		if (change->keys[i].is_new)
			printf("%s/%s\n", path, key_file_name(run->arena, &change->keys[i]));
	for (size_t i = 0; i < change->image_count; i++)
		if (change->images[i].is_new)
			printf("%s/%s\n", path, key_holder_name(run->arena, &change->images[i]));
	for (size_t i = 0; i < change->removed_count; i++)
		printf("removed %s/%s\n", path, change->removed[i]);
}

static bool update(struct generating_keys *run)
{
	const struct key_request request = {
		.plan = run->plan,
		.rotated = run->options->rotated_keys,
		.revoked = run->options->revoked_keys,
	};
	struct key_change change;

	if (!key_change_make(run->arena, &request, &run->store, run->diags, &change))
		return false;
	suppress_filter(run->arena, run->diags);
	if (diags_error_count(run->diags))
		return false; /* a warning that is to be an error */
	if (!key_commit(run->arena, &request, &run->store, &change, run->secrets, run->diags))
		return false;
	if (run->options->is_verbose)
		print_changes(run, &change);
	return true;
}

static bool run_with_secrets(struct generating_keys *run)
{
	const struct options *options = run->options;
	const char *path = options->output ? options->output : run->plan->hardening->keys;
	bool is_done;

	is_done = key_store_open(run->arena, path, run->plan->hardening->prefix, run->secrets,
				 run->diags, &run->store);
	if (is_done && options->lists_keys)
		key_list_print(run->arena, &run->store, stdout);
	else if (is_done)
		is_done = update(run);
	key_store_close(&run->store);
	return is_done;
}

int verb_keygen(struct arena *arena, const struct options *options)
{
	struct generating_keys run = {
		.arena = arena,
		.options = options,
		.diags = diags_new(arena),
	};
	struct secrets secrets;
	bool is_done = false;

	options_set_levels(options, run.diags);
	run.plan = make_plan(arena, options, run.diags);
	if (run.plan) {
		run.secrets = &secrets;
		secrets_begin(&secrets);
		is_done = run_with_secrets(&run);
		secrets_end(&secrets);
	}
	return verbs_finish(options, run.diags, is_done && verbs_flush_stdout(run.diags));
}
