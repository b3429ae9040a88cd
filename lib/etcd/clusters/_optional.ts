/** A source's sample; undefined if it is unavailable. */
export async function optional<T>(sample: Promise<T>): Promise<T | undefined> {
  try {
    return await sample;
  } catch {
    return undefined;
  }
}
