# Functions that install what is missing. demo.sh and test.sh read this file
# from the project's top folder; whatever they fetch lands in .deno there.

# The Deno of this host, before env.sh puts another one in front of it.
host_deno=`command -v deno`
. scripts/env.sh || exit 1
export npm_config_cache="$tools/npm"
export npm_config_update_notifier=false

say() {
    echo "==> $*"
}

die() {
    echo "$0: $*" >&2
    exit 1
}

need_root() {
    [ "`id -u`" = 0 ] || die "this installs packages and an agent for pmcd: run it as root"
}

# Where Deno's own programs are.
deno_site=https://dl.deno.land

# site_has URL: whether a file can be reached. npm brings node along.
site_has() {
    node -e 'fetch(process.argv[1], { method: "HEAD", signal: AbortSignal.timeout(5000) })
        .then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' "$1" 2>/dev/null
}

# fetch_deno VERSION: puts Deno into .deno/VERSION, from this host where it has
# that version, from Deno's own site where that can be reached, else from Deno's
# npm package.
fetch_deno() {
    "$tools/$1/deno" --version >/dev/null 2>&1 && return
    case `uname -m` in
    x86_64) set -- "$1" x86_64-unknown-linux-gnu linux-x64-glibc ;;
    aarch64) set -- "$1" aarch64-unknown-linux-gnu linux-arm64-glibc ;;
    *) die "Deno has no program for `uname -m`: run this on x86_64 or aarch64" ;;
    esac
    new=$tools/$1.new
    rm -rf "$new" "${tools:?}/$1"
    mkdir -p "$new"
    if [ "`"${host_deno:-false}" --version 2>/dev/null | sed -n 's/^deno \([0-9.]*\).*/\1/p'`" = "$1" ]
    then
        say "Using the Deno $1 of this host"
        ln -s "$host_deno" "$new/deno"
    elif site_has "$deno_site/release/v$1/deno-$2.zip" &&
        need_packages curl:curl unzip:unzip &&
        curl -fsSL --connect-timeout 5 --max-time 300 -o "$new/deno.zip" \
            "$deno_site/release/v$1/deno-$2.zip" &&
        unzip -q -d "$new" "$new/deno.zip"
    then
        say "Fetched Deno $1 from Deno's site"
        rm "$new/deno.zip"
    else
        command -v npm >/dev/null || die "$deno_site is unavailable, and so is npm: install npm (apt-get install npm) and try again"
        say "Fetching Deno $1 from its npm package, because $deno_site is unavailable"
        (
            cd "$new" &&
                npm pack --silent "@deno/$3@$1" >/dev/null &&
                tar xzf ./*.tgz --strip-components=1 package/deno &&
                rm ./*.tgz && chmod +x deno
        ) || die "npm can't fetch @deno/$3@$1: see what \"npm view deno\" says"
    fi
    "$new/deno" --version >/dev/null || die "the Deno $1 that was fetched does not run on this host"
    mv "$new" "$tools/$1"
}

# The newest version of Deno in the npm registry; without a network the newest
# that has been fetched before.
newest_deno() {
    npm view --fetch-retries=0 --fetch-timeout=10000 deno version 2>/dev/null ||
        ls "$tools" 2>/dev/null | grep '^[0-9][0-9.]*$' | sort -V | tail -n 1
}

# need_packages COMMAND:PACKAGE FILE:PACKAGE...: installs the packages whose
# commands, or files by their whole path, are missing.
need_packages() {
    wanted=
    for pair in "$@"
    do
        case $pair in
        /*) [ -e "${pair%%:*}" ] ;;
        *) command -v "${pair%%:*}" >/dev/null ;;
        esac && continue
        case "$wanted " in
        *" ${pair#*:} "*) ;;
        *) wanted="$wanted ${pair#*:}" ;;
        esac
    done
    # An installation of pcp that was cut off leaves its commands behind.
    case "`dpkg-query -W -f '${db:Status-Status}' pcp 2>/dev/null`$wanted " in
    installed* | *" pcp "*) ;;
    *) wanted="$wanted pcp" ;;
    esac
    [ -n "$wanted" ] || return 0
    command -v apt-get >/dev/null || die "this host has no apt-get: install the packages$wanted and try again"
    say "Installing the packages$wanted"
    # Packages tell systemd of their services, also where systemd is installed
    # but does not run, and fail there. A stand-in keeps them from it.
    path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    if [ ! -d /run/systemd/system ]
    then
        mkdir -p "$tools/bin"
        printf '#!/bin/sh\nexit 0\n' >"$tools/bin/systemctl"
        chmod +x "$tools/bin/systemctl"
        path=$tools/bin:$path
    fi
    if apt-get -qq update >"$tools/apt.log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Path="$path" \
            install --no-install-recommends $wanted >>"$tools/apt.log" 2>&1
    then
        :
    else
        tail -n 20 "$tools/apt.log" >&2
        die "apt-get can't install$wanted: see $tools/apt.log"
    fi
}

# Says how to go on by hand.
say_env() {
    say "To use this Deno in your shell, in this folder: . scripts/env.sh"
}

# Starts pmcd where none runs.
need_pmcd() {
    pminfo -f pmcd.version >/dev/null 2>&1 && return
    say "Starting pmcd"
    (
        . /etc/pcp.env
        if [ -d /run/systemd/system ]
        then
            systemctl start pmcd
        else
            $PCP_RC_DIR/pmcd start >/dev/null 2>&1
        fi
        $PCP_BINADM_DIR/pmcd_wait -t 60
    ) || die "pmcd does not start: see pmcd/pmcd.log in PCP's log folder, usually /var/log/pcp"
}
