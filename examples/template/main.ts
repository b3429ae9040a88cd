/** The program: pmcd starts it, `-h` lists its options. */
import { pmGetConfig, run } from "@pmdaetcd/pmda";
import { loadAgent } from "./load.ts";

await run(loadAgent(`${pmGetConfig("PCP_PMDAS_DIR")}/load/jobs.json`));
