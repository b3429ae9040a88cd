#define ETCD 400
