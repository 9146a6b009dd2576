# SPDX-License-Identifier: BSD-3-Clause
# install_labels.sh: types of files for SELinux.
#
# relabel: gives the files in $labelled, as far as they are there, the types that the policy has for them;
#     by -F the categories, too.
#
# shellcheck shell=bash disable=SC2154 # the template sets what it reads

relabel() {
	run restorecon -F -i -R -- "${labelled[@]}"
}
