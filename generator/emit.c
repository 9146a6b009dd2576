/* SPDX-License-Identifier: BSD-3-Clause
 * emit.c: runs the templates over the plan, and takes the files out of what they give.
 *
 * libxml2 and libxslt report by callbacks that hold for the whole thread or process. emit_render()
 * sets them and puts the former ones back before it returns, so: one call at a time.
 */
#include "emit.h"

#include <dirent.h>
#include <errno.h>
#include <libxml/parser.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "diag.h"
#include "embed.h"
#include "emit_switch.h"
#include "emit_xpath.h"

#define TEMPLATE_FOLDER "templates/"
#define TEMPLATE_SUFFIX ".xsl"

/* What libxslt takes for the template's file name; hear_text() finds it again in its messages. */
#define TEMPLATE_URL "template"

DEFINE_CLEANUP(xmlDoc *, xmlFreeDoc)
DEFINE_CLEANUP(xsltStylesheet *, xsltFreeStylesheet)
DEFINE_CLEANUP(xsltTransformContext *, xsltFreeTransformContext)
DEFINE_CLEANUP(xsltSecurityPrefs *, xsltFreeSecurityPrefs)
DEFINE_CLEANUP(xmlChar *, xmlFree)

/* A file, and the template that is to blame for it. */
struct rendered {
	struct emit_file file;
	const struct source *template;
};

struct render {
	struct arena *arena;
	struct diags *diags;
	xmlDoc *plan;
	xsltSecurityPrefs *security;
	struct rendered *files; /* arena_grow()n */
	size_t count;
	const struct source **templates; /* the user's; arena_grow()n */
	size_t template_count;

	/* The template at work, for the callbacks. */
	const struct source *template;
	const xsltTransformContext *transform; /* NULL until it runs */
	const char *heard;		       /* the beginning of a line of libxslt's messages */
	size_t line;			       /* that the next of them is about, or 0 */
	size_t complaints;
};

/* Complains about line `line` of the template at work; 0 is the template as a whole. */
static void __attribute__((format(printf, 3, 4)))
complain(struct render *render, size_t line, const char *format, ...)
{
	const struct source *template = render->template;
	struct span at = { template, 0, 0 };
	const char *message;
	va_list arguments;

	va_start(arguments, format);
	message = arena_vprintf(render->arena, format, arguments);
	va_end(arguments);
	if (line > 0 && line <= template->line_count) {
		size_t length;

		at.start = (size_t)(source_line(template, line, &length) - template->bytes);
		at.end = at.start + length;
	}
	diag_add(render->diags, DIAG_TEMPLATE_INVALID, at, "%s", message);
	render->complaints++;
}

/* The line of the instruction that is being carried out, or 0. */
static size_t current_line(const struct render *render)
{
	long line = render->transform && render->transform->inst
			    ? xmlGetLineNo(render->transform->inst)
			    : 0;

	return line > 0 ? (size_t)line : 0;
}

/* libxslt puts a line such as "runtime error: file NAME line 3 element text" before the message
 * that it is about; the messages of xsl:message have none. */
static void hear_line(struct render *render, const char *line)
{
	static const char *const contexts[] = { "compilation error", "runtime error", "error" };

	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		size_t length = strlen(contexts[i]);
		const char *rest = line + length;

		if (strncmp(line, contexts[i], length) != 0)
			continue;
		if (sscanf(rest, ": file " TEMPLATE_URL " line %zu", &render->line) == 1)
			return;
		if (!*rest || strncmp(rest, ": file ", 7) == 0 ||
		    strncmp(rest, ": element ", 10) == 0)
			return;
	}
	if (*line)
		complain(render, render->line ? render->line : current_line(render), "%s", line);
	render->line = 0;
}

/* libxslt's messages, which come in pieces. */
static void __attribute__((format(printf, 2, 3))) hear_text(void *data, const char *format, ...)
{
	struct render *render = data;
	const char *text, *end;
	va_list arguments;

	va_start(arguments, format);
	text = arena_vprintf(render->arena, format, arguments);
	va_end(arguments);
	text = arena_printf(render->arena, "%s%s", render->heard, text);
	while ((end = strchr(text, '\n'))) {
		hear_line(render, arena_copy(render->arena, text, (size_t)(end - text)));
		text = end + 1;
	}
	render->heard = text;
}

/* libxml2's, from the parser and from XPath. */
static void hear_error(void *data, xmlError *error)
{
	struct render *render = data;
	const char *message = error->message ? error->message : "unknown error";

	complain(render, error->line > 0 ? (size_t)error->line : current_line(render), "%.*s",
		 (int)strcspn(message, "\n"), message);
}

/* Ends what hear_text() waits for the end of. */
static void hear_out(struct render *render)
{
	hear_line(render, render->heard);
	render->heard = "";
}

/* A template of the user's. */
static const struct source *read_template(struct render *render, const char *path)
{
	const struct source *template = source_read(render->arena, path, render->diags);

	render->templates = arena_grow(render->arena, render->templates, render->template_count,
				       sizeof(*render->templates));
	render->templates[render->template_count++] = template;
	return template;
}

/* The embedded template at `path`, or the one that `directory` has in its place. */
static const struct source *template_source(struct render *render, const char *path,
					    const char *directory)
{
	const char *bytes;
	size_t size = 0;

	if (directory) {
		const char *name = path + strlen(TEMPLATE_FOLDER);
		const char *other = arena_printf(render->arena, "%s/%s", directory, name);
		struct stat status;

		if (lstat(other, &status) == 0 || errno != ENOENT)
			return read_template(render, other);
	}
	bytes = embed_find(path, &size);
	return source_memory(render->arena, path, bytes, size);
}

static xsltStylesheet *compile(struct render *render)
{
	const struct source *template = render->template;
	CLEANUP(xmlFreeDoc) xmlDoc *doc = NULL;
	xsltStylesheet *stylesheet;

	doc = xmlReadMemory(template->bytes, (int)template->size, TEMPLATE_URL, NULL,
			    XML_PARSE_NONET);
	if (!doc)
		return NULL;
	if (doc->intSubset) {
		complain(render, 0, "a template has no document type declaration");
		return NULL;
	}
	stylesheet = xsltParseStylesheetDoc(doc);
	if (stylesheet)
		STEAL(doc); /* the stylesheet frees it */
	return stylesheet;
}

/* The result of the template at work, or NULL after a complaint. */
static xmlDoc *transform(struct render *render)
{
	CLEANUP(xsltFreeStylesheet) xsltStylesheet *stylesheet = compile(render);
	CLEANUP(xsltFreeTransformContext) xsltTransformContext *context = NULL;
	CLEANUP(xmlFreeDoc) xmlDoc *result = NULL;

	if (stylesheet && !render->complaints)
		context = xsltNewTransformContext(stylesheet, render->plan);
	if (context) {
		render->transform = context;
		xsltSetTransformErrorFunc(context, render, hear_text);
		if (xsltSetCtxtSecurityPrefs(render->security, context) == 0 &&
		    emit_xpath_register(context, render->arena))
			result = xsltApplyStylesheetUser(stylesheet, render->plan, NULL, NULL, NULL,
							 context);
		hear_out(render);
		render->transform = NULL;
	}
	hear_out(render);
	if (!render->complaints && (!result || context->state != XSLT_STATE_OK))
		complain(render, 0, "the template stopped");
	return render->complaints ? NULL : STEAL(result);
}

bool emit_is_path(const char *path)
{
	for (const char *c = path; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	for (const char *part = path;; part++) {
		size_t length = strcspn(part, "/");

		if (length == 0 || (length == 1 && part[0] == '.') ||
		    (length == 2 && part[0] == '.' && part[1] == '.'))
			return false;
		part += length;
		if (!*part)
			return true;
	}
}

/* What acrn-cfg itself writes there. */
static bool is_reserved(const char *path)
{
	size_t length = strcspn(path, "/");

	return strcmp(path, EMIT_MANIFEST) == 0 ||
	       (length == strlen(SWITCH_FOLDER) && strncmp(path, SWITCH_FOLDER, length) == 0);
}

static bool is_text_only(const xmlNode *element)
{
	for (const xmlNode *child = element->children; child; child = child->next)
		if (child->type != XML_TEXT_NODE && child->type != XML_CDATA_SECTION_NODE)
			return false;
	return true;
}

static const char *arena_text(struct arena *arena, const xmlChar *text)
{
	return text ? arena_copy(arena, (const char *)text, strlen((const char *)text)) : "";
}

/* One <file path= mode=>text</file>. */
static void take_file(struct render *render, xmlNode *element)
{
	CLEANUP(xmlFree) xmlChar *path = xmlGetNoNsProp(element, (const xmlChar *)"path");
	CLEANUP(xmlFree) xmlChar *mode = xmlGetNoNsProp(element, (const xmlChar *)"mode");
	CLEANUP(xmlFree) xmlChar *text = xmlNodeGetContent(element);
	bool is_executable = xmlStrEqual(mode, (const xmlChar *)"executable");
	struct rendered *rendered;

	if (!path || !emit_is_path((const char *)path)) {
		complain(render, 0, "'%s' is not a path below the output directory",
			 path ? (const char *)path : "");
	} else if (is_reserved((const char *)path)) {
		complain(render, 0, "'%s' is acrn-cfg's own", path);
	} else if (!is_executable && !xmlStrEqual(mode, (const xmlChar *)"plain")) {
		complain(render, 0, "the mode of '%s' is neither executable nor plain", path);
	} else if (!is_text_only(element)) {
		complain(render, 0, "the file '%s' holds more than text", path);
	} else {
		render->files =
			arena_grow(render->arena, render->files, render->count, sizeof(*rendered));
		rendered = &render->files[render->count++];
		rendered->template = render->template;
		rendered->file.path = arena_text(render->arena, path);
		rendered->file.text = arena_text(render->arena, text);
		rendered->file.size = strlen(rendered->file.text);
		rendered->file.is_executable = is_executable;
	}
}

/* The <file>s of <files>. */
static void take_files(struct render *render, xmlDoc *result)
{
	xmlNode *root = xmlDocGetRootElement(result);

	if (!root || root->ns || !xmlStrEqual(root->name, (const xmlChar *)"files")) {
		complain(render, 0, "the result is not a files element");
		return;
	}
	for (xmlNode *child = root->children; child; child = child->next) {
		if (child->type == XML_ELEMENT_NODE && !child->ns &&
		    xmlStrEqual(child->name, (const xmlChar *)"file"))
			take_file(render, child);
		else if (child->type == XML_ELEMENT_NODE || !xmlIsBlankNode(child))
			complain(render, 0, "the files element holds more than file elements");
	}
}

static bool run_template(struct render *render, const char *path, const char *directory)
{
	CLEANUP(xmlFreeDoc) xmlDoc *result = NULL;

	render->template = template_source(render, path, directory);
	if (!render->template)
		return false;
	render->complaints = 0;
	render->heard = "";
	render->line = 0;
	result = transform(render);
	if (result)
		take_files(render, result);
	return render->complaints == 0;
}

static bool has_suffix(const char *name)
{
	size_t length = strlen(name);

	return length > strlen(TEMPLATE_SUFFIX) && *name != '.' &&
	       strcmp(name + length - strlen(TEMPLATE_SUFFIX), TEMPLATE_SUFFIX) == 0;
}

static bool is_template(const char *path)
{
	return strncmp(path, TEMPLATE_FOLDER, strlen(TEMPLATE_FOLDER)) == 0 && has_suffix(path);
}

static int is_template_entry(const struct dirent *entry)
{
	return has_suffix(entry->d_name);
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

/* Runs what the user's directory has beyond the embedded templates, for files of the user's own. */
static bool run_additions(struct render *render, const char *directory)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, is_template_entry, by_name);
	bool is_good = true;
	size_t size;

	for (int i = 0; i < count; i++) {
		const char *path =
			arena_printf(render->arena, TEMPLATE_FOLDER "%s", entries[i]->d_name);

		if (!embed_find(path, &size))
			is_good &= run_template(render, path, directory);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return is_good;
}

/* Runs all templates, the later ones too where one fails, so that every fault is shown. */
static bool run_templates(struct render *render, const char *directory)
{
	xmlStructuredErrorFunc error_function = xmlStructuredError;
	void *error_data = xmlStructuredErrorContext;
	xmlGenericErrorFunc xml_function = xmlGenericError, xslt_function = xsltGenericError;
	void *xml_data = xmlGenericErrorContext, *xslt_data = xsltGenericErrorContext;
	xsltSecurityPrefs *security = xsltGetDefaultSecurityPrefs();
	bool is_good = true;

	xmlSetStructuredErrorFunc(render, hear_error);
	xmlSetGenericErrorFunc(render, hear_text); /* XPath still uses it here and there */
	xsltSetGenericErrorFunc(render, hear_text);
	xsltSetDefaultSecurityPrefs(render->security); /* xsl:import looks only here */
	for (size_t n = 0; embed_path(n); n++)
		if (is_template(embed_path(n)))
			is_good &= run_template(render, embed_path(n), directory);
	if (directory)
		is_good &= run_additions(render, directory);
	xsltSetDefaultSecurityPrefs(security);
	xsltSetGenericErrorFunc(xslt_data, xslt_function);
	xmlSetGenericErrorFunc(xml_data, xml_function);
	xmlSetStructuredErrorFunc(error_data, error_function);
	return is_good;
}

static int compare(const void *left, const void *right)
{
	const struct rendered *a = left, *b = right;

	return strcmp(a->file.path, b->file.path);
}

/* Sorts the files by path, and refuses a path that comes twice. */
static bool sort_files(struct render *render, struct emit_files *files)
{
	bool is_good = true;

	if (render->count)
		qsort(render->files, render->count, sizeof(render->files[0]), compare);
	files->files = arena_array(render->arena, render->count, sizeof(files->files[0]));
	files->count = render->count;
	files->templates = render->templates;
	files->template_count = render->template_count;
	for (size_t i = 0; i < render->count; i++) {
		files->files[i] = render->files[i].file;
		if (i > 0 && compare(&render->files[i - 1], &render->files[i]) == 0) {
			render->template = render->files[i].template;
			complain(render, 0, "'%s' is made twice", files->files[i].path);
			is_good = false;
		}
	}
	return is_good;
}

/* Templates read the plan and nothing else; they write nothing themselves. */
static xsltSecurityPrefs *forbid_everything(void)
{
	static const xsltSecurityOption options[] = {
		XSLT_SECPREF_READ_FILE,	       XSLT_SECPREF_WRITE_FILE,
		XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
		XSLT_SECPREF_WRITE_NETWORK,
	};
	xsltSecurityPrefs *security = xsltNewSecurityPrefs();

	for (size_t i = 0; security && i < sizeof(options) / sizeof(options[0]); i++) {
		if (xsltSetSecurityPrefs(security, options[i], xsltSecurityForbid) != 0) {
			xsltFreeSecurityPrefs(security);
			return NULL;
		}
	}
	return security;
}

bool emit_render(struct arena *arena, xmlDoc *plan, const char *directory, struct diags *diags,
		 struct emit_files *files)
{
	CLEANUP(xsltFreeSecurityPrefs) xsltSecurityPrefs *security = forbid_everything();
	struct render render = {
		.arena = arena, .diags = diags, .plan = plan, .security = security
	};
	struct span nowhere = { NULL, 0, 0 };
	struct stat status;

	if (!security) {
		diag_add(diags, DIAG_TEMPLATE_INVALID, nowhere, "libxslt cannot be confined");
		return false;
	}
	if (directory && (stat(directory, &status) != 0 || !S_ISDIR(status.st_mode))) {
		diag_add(diags, DIAG_FILE_UNREADABLE, nowhere, "%s: not a directory of templates",
			 directory);
		return false;
	}
	return run_templates(&render, directory) && sort_files(&render, files);
}
