# The verb of the command line is one of these.
function __acrn_cfg_verb
    set -l words (commandline -opc)
    contains -- "$words[2]" $argv
end

# There is no verb yet.
function __acrn_cfg_no_verb
    test (count (commandline -opc)) -eq 1
end

# What is typed of a value, which may be behind --option=.
function __acrn_cfg_typed
    string replace -r '^--?[^=]*=' '' -- (commandline -ct)
end

# FORMAT=FILE, for these formats.
function __acrn_cfg_report
    set -l typed (__acrn_cfg_typed)
    if string match -q '*=*' -- $typed
        set -l format (string replace -r '=.*' '=' -- $typed)
        printf $format'%s\n' (__fish_complete_path (string replace -r '^[^=]*=' '' -- $typed))
    else
        printf '%s=\n' $argv
    end
end

# A list, separated by commas, of these.
function __acrn_cfg_list
    set -l typed (__acrn_cfg_typed)
    set -l before (string match -r '^.*,' -- $typed)
    for word in $argv
        echo "$before$word"
    end
end

# The values of -W for these rules.
function __acrn_cfg_setting
    echo error
    for slug in $argv
        printf '%s\n' $slug no-$slug error=$slug
    end
end

