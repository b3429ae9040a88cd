import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../../lib/etcd/access/config.ts";
import {
  readPublic,
  readSecret,
} from "../../../lib/etcd/access/secret_file.ts";

/** A file with these properties. */
function file(mode: number, uid = 0, isFile = true) {
  return () => ({ text: "hunter2\n", isFile, mode, uid });
}

Deno.test("a secret of root's or the agent's that nobody else may use is read", () => {
  for (const mode of [0o600, 0o400, 0o100600, 0o700]) {
    for (const uid of [0, 999]) {
      assertEquals(readSecret("f", [0, 999], file(mode, uid)), "hunter2\n");
    }
  }
});

for (const mode of [0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o601]) {
  const text = mode.toString(8);
  Deno.test(`a secret of mode ${text} is refused, and its message says what to do`, () => {
    const error = assertThrows(
      () => readSecret("/etc/pw", [0], file(mode)),
      ConfigError,
      `mode ${text}); say chmod 600 /etc/pw`,
    );
    assertEquals(error.message.includes("hunter2"), false);
  });
}

Deno.test("a secret of somebody else's is refused", () => {
  assertThrows(
    () => readSecret("/etc/pw", [0, 999], file(0o600, 1000)),
    ConfigError,
    "/etc/pw: belongs to user id 1000",
  );
});

Deno.test("what is no file, or can't be opened, is refused", () => {
  const absent = () => {
    throw new Deno.errors.NotFound("no such file");
  };
  assertThrows(
    () => readSecret("f", [0], file(0o600, 0, false)),
    ConfigError,
    "f: no file",
  );
  assertThrows(
    () => readPublic("f", file(0o644, 0, false)),
    ConfigError,
    "f: no file",
  );
  assertThrows(() => readSecret("f", [0], absent), ConfigError, "no such file");
  assertThrows(() => readPublic("f", absent), ConfigError, "no such file");
});
