# Runs one test of PCP's test suite where nothing that it does can be seen
# outside: processes, network and PCP's folders are its own.
# usage: unshare --mount --net --pid --fork --mount-proc --kill-child \
#     sh private_host.sh FOLDER TEST [AGENT]
# FOLDER has copies of PCP's folders, each at its own path; AGENT is one that
# has to be installed before. The output is that of TEST.

set -e
folder=$1
test=$2
agent=$3

. /etc/pcp.env
ip link set lo up
for shared in $PCP_SYSCONF_DIR $PCP_VAR_DIR $PCP_LOG_DIR /var/tmp
do
    mount --bind "$folder$shared" $shared
done
# Without systemd's folder nothing asks systemd.
mount -t tmpfs none /run

{
    $PCP_RC_DIR/pmcd start
    if [ -n "$agent" ]
    then
        cd $PCP_PMDAS_DIR/$agent
        ./Install
    fi
    cd $PCP_VAR_DIR/testsuite
    ./mk.localconfig
} >"$folder/log" 2>&1 </dev/null
exec 2>&1
# The shell must stay: the processes end with the first of them.
timeout 200 ./$test </dev/null || echo "exit status $?"
