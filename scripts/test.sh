#!/bin/sh
# Runs every test on a Debian machine: installs what is missing, then runs
# the tests that need Deno alone on the newest Deno, and all of them on the
# Deno that compiles the agent.
# usage, as root: sh scripts/test.sh

cd "`dirname "$0"`/.." || exit 1
. scripts/prepare.sh

need_root
fetch_deno $pinned
say "Asking npm for the newest Deno"
newest=`newest_deno`
fetch_deno "$newest"
need_packages `grep -v "^#" scripts/test_packages.txt`
need_pmcd

if [ "$newest" != $pinned ]
then
    say "Tests without the compiled agent, on Deno $newest"
    PATH="$tools/$newest:$PATH" deno run -A scripts/run_tests.ts --without-binary || die "a test failed on Deno $newest: see the messages above"
fi
say "All tests, on Deno $pinned"
# Nothing may be skipped: all that the tests need has been installed above.
CI=true
export CI
deno task -q test || die "a test failed on Deno $pinned: see the messages above"
say_env
