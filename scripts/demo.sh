#!/bin/sh
# Shows the agent at work on a Debian machine: installs what is missing,
# compiles, starts an etcd and a pmcd where none runs, installs the agent,
# writes some keys, and prints what pmcd then knows of etcd.
# usage, as root: sh scripts/demo.sh

cd "`dirname "$0"`/.." || exit 1
. scripts/prepare.sh

need_root
fetch_deno $pinned
need_packages pmcd:pcp dbpmda:pcp etcd:etcd-server etcdctl:etcd-client
PATH=$tools/$pinned:$PATH
export PATH

if [ -x dist/pmdaetcd ] &&
    [ -z "`find main.ts lib deno.json deno.lock scripts/compile.ts -newer dist/pmdaetcd`" ]
then
    say "dist/pmdaetcd is up to date"
else
    say "Compiling dist/pmdaetcd"
    deno task -q compile || die "the agent does not compile: what is above says why"
fi

url=http://127.0.0.1:2379
if etcdctl --endpoints $url cluster-health >/dev/null 2>&1 ||
    ETCDCTL_API=3 etcdctl --endpoints $url endpoint health >/dev/null 2>&1
then
    say "Using the etcd that runs at $url"
else
    say "Starting an etcd at $url (data and log in .demo; to end it: kill \`cat .demo/pid\`)"
    mkdir -p .demo
    nohup etcd --enable-v2=true --data-dir .demo/etcd \
        --listen-client-urls $url --advertise-client-urls $url >.demo/log 2>&1 </dev/null &
    echo $! >.demo/pid
    tries=0
    until ETCDCTL_API=3 etcdctl --endpoints $url endpoint health >/dev/null 2>&1
    do
        tries=`expr $tries + 1`
        [ $tries -lt 60 ] || die "etcd does not start: see .demo/log"
        sleep 0.5
    done
fi

need_pmcd
say "Installing the agent (to remove it: deno task remove)"
deno task -q install || die "the agent can't be installed: what is above says why"

say "Writing some keys"
for key in one two three
do
    ETCDCTL_API=2 etcdctl --endpoints $url set /pmdaetcd/$key "$key" >/dev/null 2>&1 ||
        echo "    the etcd at $url has no v2 store: its statistics stay without values"
done

say "pminfo -f etcd"
pminfo -f etcd
