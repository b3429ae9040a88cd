/**
 * Why a request has no answer that can be used.
 *
 * @module
 */

/**
 * There is no answer: the connection was refused or closed, or the time was
 * up. What answers next may be another server.
 */
export class UnreachableError extends Error {
  override name = "UnreachableError";
}

/** There is an answer, but it is not what it should be. */
export class BadAnswerError extends Error {
  override name = "BadAnswerError";
}

/** The server wants a user with a password, or other ones. */
export class RefusedError extends Error {
  override name = "RefusedError";
}
