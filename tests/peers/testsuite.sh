# Runs one test of PCP's test suite, on a private host.
# usage: sh private_host.sh FOLDER sh testsuite.sh FOLDER TEST [AGENT]
# AGENT is one that has to be installed before; what goes on before the test is
# added to FOLDER/log. The output is that of TEST.

set -e
folder=$1
test=$2
agent=$3

{
    if [ -n "$agent" ]
    then
        cd $PCP_PMDAS_DIR/$agent
        ./Install
    fi
    cd $PCP_VAR_DIR/testsuite
    ./mk.localconfig
} >>"$folder/log" 2>&1
exec 2>&1
timeout 200 ./$test || echo "exit status $?"
