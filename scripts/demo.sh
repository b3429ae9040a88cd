#!/bin/sh
# Shows the agent at work on a Debian machine: installs what is missing,
# compiles, starts an etcd and a pmcd where none runs, installs the agent,
# writes some keys, and prints what pmcd then knows of etcd.
# usage, as root: sh scripts/demo.sh

cd "`dirname "$0"`/.." || exit 1
. scripts/prepare.sh

need_root
fetch_deno $pinned
need_packages pminfo:pcp etcd:etcd-server etcdctl:etcd-client

if [ -x dist/pmdaetcd ] &&
    [ -z "`find main.ts lib deno.json deno.lock scripts/compile.ts -newer dist/pmdaetcd`" ]
then
    say "dist/pmdaetcd is up to date"
else
    say "Compiling dist/pmdaetcd"
    deno task -q compile || die "the agent does not compile: see the message above"
fi

found=no

# An etcd with the v2 statistics: the one that runs, or a new one where none
# runs, on another port where the one that runs has no v2 statistics.
for port in 2379 12379
do
    url=http://127.0.0.1:$port
    if ETCDCTL_API=2 etcdctl --endpoints $url ls / >/dev/null 2>&1
    then
        say "Using the etcd that runs at $url"
        found=yes
        break
    fi
    if ETCDCTL_API=3 etcdctl --endpoints $url endpoint health >/dev/null 2>&1
    then
        say "The etcd at $url runs without --enable-v2: leaving it alone"
        continue
    fi
    say "Starting an etcd at $url (its data and log are in .demo; \"kill \`cat .demo/pid\`\" ends it)"
    mkdir -p .demo
    peer=http://127.0.0.1:`expr $port + 1`
    nohup etcd --enable-v2=true --data-dir .demo/etcd-$port --name demo \
        --listen-client-urls $url --advertise-client-urls $url \
        --listen-peer-urls $peer --initial-advertise-peer-urls $peer \
        --initial-cluster demo=$peer >.demo/log 2>&1 </dev/null &
    echo $! >.demo/pid
    tries=0
    until ETCDCTL_API=3 etcdctl --endpoints $url endpoint health >/dev/null 2>&1
    do
        tries=`expr $tries + 1`
        [ $tries -lt 60 ] || die "etcd does not start: see .demo/log"
        sleep 0.5
    done
    found=yes
    break
done
[ $found = yes ] || die "the etcds at the ports 2379 and 12379 run without --enable-v2: stop the latter and try again"

config=`. /etc/pcp.env; echo $PCP_PMDAS_DIR`/etcd/etcd.conf
if [ -f $config ] && grep '^ *endpoint' $config | grep -v "\"$url/*\"" >/dev/null
then
    die "$config names another etcd than $url: change its endpoint or move it away, then try again"
elif [ $port != 2379 ] && [ -f $config ] && ! grep '^ *endpoint' $config >/dev/null
then
    die "$config means the etcd at port 2379: add the line endpoint = \"$url\" or move it away, then try again"
elif [ $port != 2379 ] && [ ! -f $config ]
then
    say "Writing $config, with this etcd as the endpoint"
    mkdir -p `dirname $config`
    echo "endpoint = \"$url\"" >$config
fi

need_pmcd
say "Installing the agent (to remove it: . scripts/env.sh && deno task remove)"
deno task -q install || die "the agent can't be installed: see the message above"

say "Writing some keys"
for key in one two three
do
    ETCDCTL_API=2 etcdctl --endpoints $url set /pmdaetcd/$key "$key" >/dev/null ||
        die "etcdctl can't write a key at $url: see its message above"
done

say "pminfo -f etcd"
pminfo -f etcd
say_env
