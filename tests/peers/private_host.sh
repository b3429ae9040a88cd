# Runs a command where nothing that it does can be seen outside: processes,
# network and PCP's folders are its own. pmcd runs there.
# usage: unshare --mount --net --pid --fork --mount-proc --kill-child \
#     sh private_host.sh FOLDER COMMAND [ARGUMENT]...
# FOLDER has copies of PCP's folders, each at its own path; what pmcd says when
# it starts goes to FOLDER/log.

set -e
folder=$1
shift

. /etc/pcp.env
ip link set lo up
for shared in $PCP_SYSCONF_DIR $PCP_VAR_DIR $PCP_LOG_DIR /var/tmp
do
    mount --bind "$folder$shared" $shared
done
# Without systemd's folder nothing asks systemd.
mount -t tmpfs none /run

$PCP_RC_DIR/pmcd start >"$folder/log" 2>&1 </dev/null
# The shell must stay: the processes end with the first of them.
status=0
"$@" </dev/null || status=$?
exit $status
