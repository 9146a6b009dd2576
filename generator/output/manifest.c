/* SPDX-License-Identifier: BSD-3-Clause
 * manifest.c: writes and reads manifests, by jansson. */
#include "output/manifest.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/source.h"

#define MANIFEST_FORMAT 1

DEFINE_CLEANUP(json_t *, json_decref)

DEFINE_CLEANUP(char *, free)

/* JSON is UTF-8, but names of files may be anything. */
static json_t *name_of(struct arena *arena, const char *name)
{
	json_t *string = json_string(name);
	char *copy;

	if (string)
		return string;
	copy = arena_copy(arena, name, strlen(name));
	for (char *c = copy; *c; c++)
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	return json_string(copy);
}

static void add_input(struct arena *arena, json_t *inputs, const char *kind,
		      const struct source *source)
{
	json_t *input = json_object();

	if (!source) {
		json_decref(input);
		return;
	}
	json_object_set_new(input, "kind", json_string(kind));
	json_object_set_new(input, "path", name_of(arena, source->base));
	json_object_set_new(input, "sha256", json_string(digest_source(source)));
	json_array_append_new(inputs, input);
}

static json_t *inputs_of(struct arena *arena, const struct output_origin *origin,
			 const struct output_files *files)
{
	json_t *inputs = json_array();

	add_input(arena, inputs, "scenario", origin->scenario);
	add_input(arena, inputs, "launch", origin->launch);
	add_input(arena, inputs, "board", origin->board);
	for (size_t i = 0; i < files->template_count; i++)
		add_input(arena, inputs, "template", files->templates[i]);
	return inputs;
}

static json_t *outputs_of(struct arena *arena, const struct output_files *files)
{
	json_t *outputs = json_array();

	for (size_t i = 0; i < files->count; i++) {
		const struct output_file *file = &files->files[i];

		json_array_append_new(outputs,
				      json_pack("{s:s, s:s, s:b}", "path", file->path, "sha256",
						digest_bytes(arena, file->text, file->size),
						"executable", (int)file->is_executable));
	}
	return outputs;
}

void manifest_add(struct arena *arena, const struct output_origin *origin,
		  struct output_files *files)
{
	CLEANUP(json_decref)
	json_t *manifest =
		json_pack("{s:i, s:{s:s, s:s}, s:s, s:s, s:o, s:o}", "manifest", MANIFEST_FORMAT,
			  "generator", "name", "acrn-cfg", "version", VERSION, "release",
			  origin->release, "target", origin->target, "inputs",
			  inputs_of(arena, origin, files), "outputs", outputs_of(arena, files));
	CLEANUP(free) char *text = json_dumps(manifest, JSON_INDENT(2));

	if (!text)
		arena_exhausted(arena);
	output_files_add(arena, files, OUTPUT_MANIFEST, arena_printf(arena, "%s\n", text));
}

static const char *copy_of(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

/* False, with no outputs, where one is invalid. */
static bool read_outputs(struct arena *arena, const json_t *outputs, struct manifest *manifest)
{
	size_t index;
	json_t *output;

	manifest->outputs =
		arena_array(arena, json_array_size(outputs), sizeof(*manifest->outputs));
	json_array_foreach(outputs, index, output)
	{
		const char *path, *sha256;

		if (json_unpack(output, "{s:s, s:s}", "path", &path, "sha256", &sha256) != 0 ||
		    !output_files_is_path(path) || output_files_is_reserved(path))
			return false;
		manifest->outputs[index] =
			(struct manifest_output) { copy_of(arena, path), copy_of(arena, sha256) };
	}
	manifest->output_count = json_array_size(outputs);
	return true;
}

/* The name of the first input, which is the scenario. */
static const char *scenario_of(const json_t *inputs)
{
	const char *kind = NULL, *path = NULL;

	json_unpack(json_array_get(inputs, 0), "{s:s, s:s}", "kind", &kind, "path", &path);
	return kind && strcmp(kind, "scenario") == 0 ? path : NULL;
}

bool manifest_read(struct arena *arena, const char *bytes, size_t size, struct manifest *manifest)
{
	CLEANUP(json_decref)
	json_t *json = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);
	json_t *inputs, *outputs;
	const char *generator, *scenario;
	int format;

	*manifest = (struct manifest) { 0 };
	if (json_unpack(json, "{s:i, s:{s:s}, s:o, s:o}", "manifest", &format, "generator", "name",
			&generator, "inputs", &inputs, "outputs", &outputs) != 0 ||
	    format != MANIFEST_FORMAT || strcmp(generator, "acrn-cfg") != 0)
		return false;
	scenario = scenario_of(inputs);
	if (!scenario)
		return false;
	manifest->scenario = copy_of(arena, scenario);
	return json_is_array(outputs) && read_outputs(arena, outputs, manifest);
}
