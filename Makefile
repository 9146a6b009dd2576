# SPDX-License-Identifier: BSD-3-Clause
# make: build into build/.  make demo: the main job on an example.  make check: every test.
# Variables: V=1 shows the commands, SAN=1 builds with ASan and UBSan (into build/san/),
# PREFIX and DESTDIR say where `make install` puts things.

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
ifeq ($(origin CC),default)
CC := gcc
endif
SAN ?=

B := build$(if $(SAN),/san)
Q := $(if $(V),,@)

PACKAGES := libxml-2.0 libxslt
XML_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
XML_LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
CFLAGS ?= -O2 -g
comma := ,
SANITIZE := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer)
ALL_CPPFLAGS = -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Ischema -Igenerator $(XML_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=gnu11 $(WARNINGS) -ffile-prefix-map=$(CURDIR)=. -fstack-protector-strong $(SANITIZE) $(CFLAGS)
ALL_LDFLAGS = $(SANITIZE) -Wl,-z,noexecstack $(LDFLAGS)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all
all: $(B)/bin/acrn-cfg

## The generator: everything but main.c is a library, so that the tests link the same objects.

GENERATOR := $(sort $(wildcard generator/*.c))
OBJECTS := $(GENERATOR:%.c=$(B)/%.o) $(B)/generator/embedded.o
EMBEDDED := $(sort $(wildcard schema/*.xsd templates/*.xsl boards/*/*.xml) docs/diagnostics.md)

$(B)/bin/acrn-cfg: $(B)/generator/main.o $(B)/libacrncfg.a
	@mkdir -p $(@D)
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(XML_LIBS)

$(B)/libacrncfg.a: $(filter-out $(B)/generator/main.o,$(OBJECTS))
	$(if $(V),,@echo "  AR    $@")
	$(Q)rm -f $@ && $(AR) rcsD $@ $^

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC    $<")
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The embedded files, each between two labels, and the table that embed.c reads.
$(B)/generator/embedded.S: $(EMBEDDED) Makefile
	@mkdir -p $(@D)
	@{ n=0; table=; \
	  printf '\t.section .rodata\n'; \
	  for file in $(EMBEDDED); do \
	    printf 'start%d:\t.incbin "%s"\nend%d:\t.byte 0\npath%d:\t.asciz "%s"\n' $$n $$file $$n $$n $$file; \
	    n=$$((n + 1)); \
	  done; \
	  printf '\t.section .data.rel.ro,"aw"\n\t.balign 16\n\t.global embed_table\nembed_table:\n'; \
	  i=0; while [ $$i -lt $$n ]; do \
	    printf '\t.quad path%d, start%d, end%d\n' $$i $$i $$i; i=$$((i + 1)); \
	  done; \
	  printf '\t.quad 0, 0, 0\n\t.section .note.GNU-stack,"",%%progbits\n'; \
	} > $@

$(B)/generator/embedded.o: $(B)/generator/embedded.S
	$(if $(V),,@echo "  EMBED $@")
	$(Q)$(CC) -c -o $@ $<

-include $(OBJECTS:.o=.d)

## Tests: every tests/**/test_*.c is a program that links the library, every test_*.sh a script. Exit 0
## passes, 77 skips (and says why), anything else fails.

TEST_SOURCES := $(sort $(wildcard tests/*/test_*.c))
TEST_SCRIPTS := $(sort $(wildcard tests/*/test_*.sh))
TEST_TOOLS := $(patsubst %.c,$(B)/%,$(filter-out $(TEST_SOURCES),$(wildcard tests/*/*.c)))
TESTS := $(TEST_SOURCES:%.c=$(B)/%)
TEST_LIBS := -lcmocka -lexpat

$(TESTS) $(TEST_TOOLS): $(B)/tests/%: $(B)/tests/%.o $(B)/libacrncfg.a
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(XML_LIBS) $(TEST_LIBS)

.SECONDARY: $(TESTS:=.o) $(TEST_TOOLS:=.o)

.PHONY: check check-all check-asan check-headers run-tests golden e2e bench lint format demo \
	install clean
check:
	@tests/tools/packages.sh build test
	$(Q)$(MAKE) --no-print-directory check-all

check-all: lint check-headers
	$(Q)$(MAKE) --no-print-directory run-tests
	$(Q)$(MAKE) --no-print-directory check-asan

# The same tests with AddressSanitizer, LeakSanitizer and UBSan.
check-asan:
	$(Q)$(MAKE) --no-print-directory SAN=1 run-tests

# One test: make run-tests TEST=test_words
run-tests: all $(TESTS) $(TEST_TOOLS)
	@B=$(B) SRCDIR=. tests/tools/run.sh $(filter %$(TEST) %$(TEST).sh,$(TESTS) $(TEST_SCRIPTS))

# Rewrites every expected output in tests/cases from what the program makes now.
golden: all
	@B=$(B) GOLDEN=update tests/cases/test_cases.sh

# Every header compiles alone, in every language version that may include it.
HEADERS := $(sort $(wildcard schema/*.h generator/*.h))
check-headers: $(HEADERS:%=$(B)/headers/%.ok)
$(B)/headers/%.ok: %
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) -std=gnu11 $(WARNINGS) -fsyntax-only -x c $< && touch $@

# Other versions of clang-format lay out some lines differently: with one the layout goes unchecked.
CLANG_FORMAT ?= clang-format
CLANG_FORMAT_VERSION := 14
FORMATTED := $(sort $(wildcard schema/*.h generator/*.[ch] tests/*/*.[ch]))
format:
	$(CLANG_FORMAT) -i $(FORMATTED)

lint:
	$(if $(V),,@echo "  LINT")
	$(Q)if $(CLANG_FORMAT) --version | grep -q 'version $(CLANG_FORMAT_VERSION)\.'; then \
		$(CLANG_FORMAT) --dry-run -Werror $(FORMATTED); \
	else \
		echo "SKIP: the layout wants clang-format $(CLANG_FORMAT_VERSION)"; \
	fi
	$(Q)shellcheck -S style $(sort $(wildcard tests/*/*.sh) .ci/run)

## What a user does

demo:
	@tests/tools/packages.sh build
	$(Q)$(MAKE) --no-print-directory all
	@B=$(B) tests/tools/demo.sh

e2e: all
	@B=$(B) SRCDIR=. tests/tools/run.sh $(sort $(wildcard tests/e2e/test_*.sh))

# One figure a line: name, value, target, ok or short, with tabs between. BENCH=name: only that one.
bench: all
	@B=$(B) tests/bench/bench.sh $(BENCH)

DATADIR := $(DESTDIR)$(PREFIX)/share
install: all
	install -D -m 755 $(B)/bin/acrn-cfg $(DESTDIR)$(PREFIX)/bin/acrn-cfg
	install -D -m 644 schema/static_config.h $(DESTDIR)$(PREFIX)/include/acrn-cfg/static_config.h
	install -D -m 644 -t $(DATADIR)/acrn-cfg/schema schema/*.xsd
	install -D -m 644 -t $(DATADIR)/acrn-cfg/templates templates/*.xsl
	for board in boards/*; do install -D -m 644 -t $(DATADIR)/acrn-cfg/$$board $$board/*; done
	install -D -m 644 -t $(DATADIR)/doc/acrn-cfg README.md LICENSE CHANGELOG.md
	install -D -m 644 -t $(DATADIR)/doc/acrn-cfg/docs docs/*.md
	install -D -m 644 docs/acrn-cfg.1 $(DATADIR)/man/man1/acrn-cfg.1

clean:
	rm -rf build

-include $(TESTS:=.d) $(TEST_TOOLS:=.d)
