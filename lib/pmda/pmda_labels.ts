/**
 * Labels of an agent, fixed and computed. See pmdaLabel(3).
 *
 * @module
 */

import type { PmLabel } from "../pcp/mod.ts";
import type { ClientContext } from "./client_context.ts";

/** Labels, or what computes them whenever a client asks for them. */
export type PmdaLabels =
  | readonly PmLabel[]
  | ((context: ClientContext) => readonly PmLabel[]);
