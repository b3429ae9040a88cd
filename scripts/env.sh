# Sets up a shell for work on this project, after demo.sh or test.sh has
# fetched Deno: deno on PATH, its cache in .deno, and the certificates of this
# host beside Mozilla's, because a proxy may have its own.
# usage, in the project's top folder: . scripts/env.sh

if [ ! -f scripts/env.sh ] || [ ! -f deno.json ]
then
    echo "scripts/env.sh: go to the project's top folder first, then: . scripts/env.sh" >&2
    # Where this file is run rather than read, only exit ends it.
    return 1 2>/dev/null || exit 1
fi

# The version of Deno whose base binary for "deno compile" is in the npm
# registry, too.
pinned=2.4.2
tools=`pwd`/.deno

DENO_DIR=$tools/cache
DENO_NO_UPDATE_CHECK=1
DENO_TLS_CA_STORE=system,mozilla
export DENO_DIR DENO_NO_UPDATE_CHECK DENO_TLS_CA_STORE

case :$PATH: in
*:"$tools/$pinned":*) ;;
*) PATH=$tools/$pinned:$PATH; export PATH ;;
esac
