/* SPDX-License-Identifier: BSD-3-Clause
 * launch_era.c: arguments that the release of acrn-dm does not take. */
#include <string.h>

#include "base/arena.h"
#include "base/typo.h"
#include "rules/launch.h"
#include "script/eras.h"
#include "vmm/acrn_dm.h"

static const char *dashed(struct check *check, const struct acrn_dm_option *option)
{
	return arena_printf(check->arena, "--%s", option->name);
}

/* The only option whose name is one typo away, or NULL. */
static const char *similar_option(struct check *check, const char *name)
{
	const char *found = NULL;

	for (size_t i = 0; i < acrn_dm_option_count; i++) {
		const char *known = dashed(check, &acrn_dm_options[i]);

		if (!typo_is_one_apart(name, known))
			continue;
		if (found)
			return NULL;
		found = known;
	}
	return found;
}

/* What gen writes into each script for the lab, whose device model has more options. */
static bool is_lab_option(const struct check *check, const struct launch_option *option)
{
	return check->model->target == TARGET_LAB &&
	       strcmp(option->name, "--ignore-unsupported") == 0;
}

/* Puts the option that is meant in place of one that is written as a word of its own, or with its
 * value behind a '='. */
static void fix_option(struct diag *diag, struct span at, const char *name, const char *similar)
{
	diag_help(diag, "use %s", similar);
	if (at.end - at.start > strlen(name))
		at.end = at.start + (uint32_t)strlen(name);
	diag_replace(diag, at, name, similar);
}

void check_dm_argument_unknown(struct check *check, const struct vm *vm)
{
	const struct launch *launch = vm->launch;

	for (size_t i = 0; launch->program == LAUNCH_ACRN_DM && i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];
		const char *similar;
		struct diag *diag;

		if (option->is_known || option->is_uncertain || is_lab_option(check, option))
			continue;
		diag = check_report(
			check, option, option->at,
			"unknown option '%s': no release of acrn-dm has it: it shows its "
			"usage and stops",
			option->name);
		similar = similar_option(check, option->name);
		if (similar)
			fix_option(diag, option->at, option->name, similar);
	}
}

/* The releases of a set, for a message: sets are of releases that follow one another. */
static const char *releases_name(struct check *check, uint32_t releases)
{
	enum release first = RELEASE_2_0, last = RELEASE_MASTER;

	while (first < RELEASE_COUNT && !(releases & ERA_OF(first)))
		first++;
	while (last > first && !(releases & ERA_OF(last)))
		last--;
	if (first == RELEASE_COUNT)
		return releases ? "only releases before 2.0 take it" : "no release takes it";
	if (last == RELEASE_MASTER)
		return arena_printf(check->arena, "it is known since %s", release_name(first));
	if (releases & ERA_BEFORE_2_0)
		return arena_printf(check->arena, "it is known up to %s", release_name(last));
	return arena_printf(check->arena, "only %s to %s take it", release_name(first),
			    release_name(last));
}

/* An argument that no release takes together with another one, which the note shows. */
static void note_opposite(struct check *check, const struct eras *eras,
			  const struct era_argument *argument, struct diag *diag)
{
	for (size_t i = 0; i < eras->count; i++) {
		const struct era_argument *other = &eras->arguments[i];

		if (other->releases & argument->releases)
			continue;
		diag_note(diag, other->at, "here is %s: %s", other->what,
			  releases_name(check, other->releases));
		return;
	}
}

static void help_with_region(struct diag *diag)
{
	diag_help(diag, "write dm:/NAME,MIB with the size in MiB, or state the release with "
			"--acrn-release");
}

static const char *name_of(uint32_t release)
{
	enum release each = RELEASE_2_0;

	if (release == ERA_BEFORE_2_0)
		return "1.x";
	while (each < RELEASE_MASTER && ERA_OF(each) != release)
		each++;
	return release_name(each);
}

/* Without a release that was given it is only likely that the others are right. */
static void report(struct check *check, const struct eras *eras,
		   const struct era_argument *argument, uint32_t release)
{
	static const char *const effects[] = {
		[ERA_REFUSED] = "shows an error and stops",
		[ERA_WITHOUT_TAP] = "starts the VM, but without its tap",
	};
	bool is_certain = check->model->has_release && argument->effect == ERA_REFUSED;
	struct diag *diag = (is_certain ? check_report : check_warn)(
		check, argument, argument->at, "acrn-dm of ACRN %s does not take %s: it %s (%s)",
		name_of(release), argument->what, effects[argument->effect],
		releases_name(check, argument->releases));

	if (!check->model->has_release && argument->releases)
		note_opposite(check, eras, argument, diag);
	if (argument->is_old_region)
		help_with_region(diag);
}

/* A region in an old form is reported also where everything else is as old: its peers, and the
 * current release, do not take it. */
static void report_old_region(struct check *check, const struct era_argument *argument)
{
	struct diag *diag;

	diag = check_warn(check, argument, argument->at,
			  "%s, with the size in bytes: acrn-dm of ACRN 2.2 and later refuses it",
			  argument->what);
	help_with_region(diag);
}

void check_dm_argument_era(struct check *check)
{
	const struct model *model = check->model;
	struct eras eras = eras_read(check->arena, model->scripts, model->script_count);
	uint32_t release =
		model->has_release ? ERA_OF(model->release) : eras_best(&eras, model->release);

	for (size_t i = 0; i < eras.count; i++) {
		const struct era_argument *argument = &eras.arguments[i];

		if (!(argument->releases & release))
			report(check, &eras, argument, release);
		else if (argument->is_old_region && !model->has_release)
			report_old_region(check, argument);
	}
}
