/**
 * What an answer of etcd lacks.
 *
 * @module
 */

/** This etcd does not have what it was asked for: it is another version, or has other options. */
export class AbsentError extends Error {
  override name = "AbsentError";
}

/** An answer is without a field. */
export class MissingFieldError extends Error {
  override name = "MissingFieldError";
}
