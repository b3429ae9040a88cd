/**
 * Removes the agent from the pmcd of this host: `deno task remove`. Its files
 * stay in `$PCP_PMDAS_DIR/etcd`.
 *
 * @module
 */

import $ from "dax";
import { pmGetConfig } from "../lib/pmda/mod.ts";

const folder = `${pmGetConfig("PCP_PMDAS_DIR")}/etcd`;
if (!$.path(`${folder}/Remove`).existsSync()) {
  throw new Error(`there is no ${folder}/Remove: the agent is not installed`);
}
await $`./Remove`.cwd(folder);
