/**
 * How this etcd is reached and as whom: the configuration, its files, the
 * login, and which endpoint to ask. It does not know what etcd is asked, nor
 * what it answers.
 *
 * @module
 */

export { type EtcdConfig, readConfig } from "./config.ts";
export { openEtcd } from "./open_access.ts";
export { type FileReader, readPublic, readSecret } from "./secret_file.ts";
