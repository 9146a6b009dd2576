/* SPDX-License-Identifier: BSD-3-Clause
 * foreign.c: recognizes files that are neither XML nor YAML, by how they begin. */
#include <ctype.h>
#include <string.h>

#include "base/space.h"
#include "load/internal.h"

/* How much of a file is looked at. */
#define HEAD_MAX 65536

static const struct {
	const char *magic;
	size_t size;
	const char *kind;
} binaries[] = {
	{ "\x7f"
	  "ELF",
	  4, "an ELF binary" },
	{ "\x1f\x8b", 2, "a gzip archive" },
	{ "PK\x03\x04", 4, "a ZIP archive" },
	{ "\xfd"
	  "7zXZ",
	  5, "an xz archive" },
	{ "BZh", 3, "a bzip2 archive" },
	{ "%PDF-", 5, "a PDF file" },
	{ "\x89PNG", 4, "an image" },
	{ "MZ", 2, "an executable" },
};

/* How lines of C begin, and of shell scripts that do not begin with "#!". */
static const char *const c_starts[] = { "/*",	   "//",      "#include", "#define",
					"#ifndef", "#pragma", NULL };
static const char *const shell_starts[] = {
	"acrn-dm ", "/usr/bin/acrn-dm ", "function ", "export ", "echo ",
	"if [ ",    "modprobe ",	 "set -",     NULL
};

static bool begins(const char *text, const char *const *starts)
{
	for (; *starts; starts++)
		if (strncmp(text, *starts, strlen(*starts)) == 0)
			return true;
	return false;
}

static const char *skip_space(const char *text)
{
	while (is_space(*text))
		text++;
	return text;
}

/* Text in no other syntax that has one of a shell's commands at the start of a line. */
static bool is_shell(const struct source *source)
{
	const char *end = source->bytes + (source->size < HEAD_MAX ? source->size : HEAD_MAX);
	const char *line = source->bytes;

	if (strncmp(line, "#!", 2) == 0)
		return true;
	for (; line && line < end; line = strchr(line, '\n')) {
		line = skip_space(line);
		if (begins(line, shell_starts))
			return true;
	}
	return false;
}

/* A document in JSON, but for one that is a scenario in the form of YAML. */
static bool is_json(const char *text)
{
	static const char root[] = "\"acrn-config\"";
	bool is_object = *text == '{';

	if (!is_object && *text != '[')
		return false;
	text = skip_space(text + 1);
	return *text && (strchr("\"{[}]-", *text) || isdigit((unsigned char)*text)) &&
	       strncmp(text, root, strlen(root)) != 0;
}

static const char *binary_kind(const struct source *source)
{
	const char *nul = memchr(source->bytes, '\0', source->size);

	for (size_t i = 0; i < sizeof(binaries) / sizeof(binaries[0]); i++)
		if (source->size >= binaries[i].size &&
		    memcmp(source->bytes, binaries[i].magic, binaries[i].size) == 0)
			return binaries[i].kind;
	return nul && nul - source->bytes < HEAD_MAX ? "binary data" : NULL;
}

/* With a byte order mark, or beginning with a '<' of two bytes. */
static bool is_utf16(const struct source *source)
{
	static const char *const starts[] = { "\xFF\xFE", "\xFE\xFF", "\0<" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (source->size >= 2 && memcmp(source->bytes, starts[i], 2) == 0)
			return true;
	return false;
}

const char *load_foreign(const struct source *source, bool takes_json)
{
	const char *text = skip_space(source->bytes);
	/* In YAML it would be a comment. */
	bool has_interpreter = strncmp(source->bytes, "#!/", 3) == 0;
	bool is_yaml = source->name[load_stem(source->name)] && load_is_yaml(source);
	const char *kind;

	if (*text == '<' || is_utf16(source) || (is_yaml && !has_interpreter))
		return NULL;
	kind = binary_kind(source);
	if (kind)
		return kind;
	if (!takes_json && is_json(text))
		return "a JSON file";
	if (begins(text, c_starts))
		return "C source";
	if (!is_shell(source))
		return NULL;
	return strstr(source->bytes, "acrn-dm") ? "a launch script" : "a script";
}
