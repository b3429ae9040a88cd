/**
 * The few calls of the C library that Deno has no function for. They need the
 * FFI permission, which an agent gives up as soon as it has started.
 *
 * @module
 */

const SYMBOLS = {
  getpwnam: { parameters: ["buffer"], result: "pointer" },
  initgroups: { parameters: ["buffer", "u32"], result: "i32" },
  setgid: { parameters: ["u32"], result: "i32" },
  setuid: { parameters: ["u32"], result: "i32" },
  unlink: { parameters: ["buffer"], result: "i32" },
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
  strerror: { parameters: ["i32"], result: "pointer" },
} as const;

/** The calls. */
export type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** A call of the C library that failed. */
export class LibcError extends Error {
  override name = "LibcError";

  constructor(libc: Libc, what: string) {
    const errno = libc.__errno_location();
    const text = errno === null
      ? null
      : libc.strerror(new Deno.UnsafePointerView(errno).getInt32(0));
    super(
      text === null
        ? what
        : `${what}: ${new Deno.UnsafePointerView(text).getCString()}`,
    );
  }
}

/** Opens the C library for as long as a function takes. */
export function withLibc<T>(use: (libc: Libc) => T): T {
  const library = Deno.dlopen("libc.so.6", SYMBOLS);
  try {
    return use(library.symbols);
  } finally {
    library.close();
  }
}

/** A string as C has it. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text + "\0"));
}
