/** The part of an instance's name that is unique within its domain. */
export function firstWord(name: string): string {
  const space = name.indexOf(" ");
  return space < 0 ? name : name.slice(0, space);
}

/**
 * Why a name can't be kept, if it can't: it has to stay the same in a file of
 * lines, and in UTF-8.
 */
export function nameFault(name: string): string | undefined {
  if (name === "") return "the name is empty";
  if (name.startsWith(" ")) return "the name begins with a space";
  if (/\p{Cc}/u.test(name)) return "the name has a control character";
  if (!name.isWellFormed()) return "the name is not valid Unicode";
  return undefined;
}
