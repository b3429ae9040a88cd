/** Goes on with a value: at once where it is there, else when it comes. */
export function whenThere<T, R>(
  value: T | Promise<T>,
  next: (value: T) => R | Promise<R>,
): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Does something; what it throws, or its promise rejects with, goes to `failed`. */
export function attempt<T, R>(
  action: () => T | Promise<T>,
  failed: (error: unknown) => R,
): T | R | Promise<T | R> {
  try {
    const value = action();
    return value instanceof Promise ? value.catch(failed) : value;
  } catch (error) {
    return failed(error);
  }
}

/** Whether a value comes later. Awaiting one that is there costs a turn of the queue. */
export function isComing<T>(value: T | Promise<T>): value is Promise<T> {
  return value instanceof Promise;
}
