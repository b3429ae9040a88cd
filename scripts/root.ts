/**
 * Where the project is.
 *
 * @module
 */

import { dirname, fromFileUrl } from "@std/path";

/** The project's top folder. */
export const ROOT: string = dirname(dirname(fromFileUrl(import.meta.url)));
