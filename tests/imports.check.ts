import { dirname, join, relative } from "@std/path";
import { assertEquals } from "@std/assert";
import { ROOT } from "../scripts/root.ts";
import { type Module, violations } from "./imports.ts";

/** All modules of the agent, with what each imports, types too. */
function modules(): Module[] {
  const found: Module[] = [{ path: "main.ts", imports: importsOf("main.ts") }];
  const visit = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(ROOT, folder))) {
      const path = `${folder}/${name}`;
      if (isDirectory) visit(path);
      else if (/(?<!_bench)\.ts$/.test(name)) {
        found.push({ path, imports: importsOf(path) });
      }
    }
  };
  visit("lib");
  return found;
}

function importsOf(path: string): string[] {
  const text = Deno.readTextFileSync(join(ROOT, path))
    .replaceAll(/\/\*.*?\*\//gs, "");
  const specifiers = [
    ...text.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g),
  ];
  return specifiers.filter(([, specifier]) => specifier.endsWith(".ts"))
    .map(([, specifier]) =>
      relative(ROOT, join(ROOT, dirname(path), specifier))
    );
}

Deno.test("imports follow the arrows between rooms, without a circle", () => {
  const all = modules();
  assertEquals(all.some(({ imports }) => imports.length > 0), true);
  assertEquals(violations(all), []);
});

Deno.test("an import that goes up is found", () => {
  assertEquals(
    violations([
      { path: "lib/pcp/pdu.ts", imports: ["lib/pmda/pmda.ts"] },
      { path: "lib/pmda/pmda.ts", imports: [] },
    ]),
    ["lib/pcp/pdu.ts imports lib/pmda/pmda.ts: no arrow from lib/pcp to lib/pmda"],
  );
});

Deno.test("an import that goes sideways is found", () => {
  const path = "lib/etcd/http/tls.ts";
  const imports = ["lib/etcd/access/config.ts"];
  assertEquals(violations([{ path, imports }]), [
    `${path} imports ${
      imports[0]
    }: no arrow from lib/etcd/http to lib/etcd/access`,
  ]);
});

Deno.test("a module in a folder without arrows is found", () => {
  assertEquals(
    violations([{ path: "lib/new/a.ts", imports: [] }]),
    ["lib/new/a.ts: lib/new is no room; add it to tests/imports.ts"],
  );
});

Deno.test("a circle within a room is found", () => {
  assertEquals(
    violations([
      { path: "lib/pcp/a.ts", imports: ["lib/pcp/b.ts"] },
      { path: "lib/pcp/b.ts", imports: ["lib/pcp/c.ts"] },
      { path: "lib/pcp/c.ts", imports: ["lib/pcp/b.ts"] },
    ]),
    ["circle: lib/pcp/b.ts -> lib/pcp/c.ts -> lib/pcp/b.ts"],
  );
});
