/**
 * Which room may import which: the structure of the agent, as data.
 *
 * @module
 */

/** A module, with the paths of those that it imports. */
export interface Module {
  readonly path: string;
  readonly imports: readonly string[];
}

/** The rooms that each room may import, itself aside. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "main.ts": [
    "lib/etcd",
    "lib/etcd/access",
    "lib/etcd/api",
    "lib/etcd/http",
    "lib/pmda",
  ],
  "lib/etcd": [
    "lib/etcd/access",
    "lib/etcd/api",
    "lib/etcd/clusters",
    "lib/etcd/exposition",
    "lib/etcd/families",
    "lib/etcd/families/tables",
    "lib/etcd/http",
    "lib/pmda",
  ],
  "lib/etcd/clusters": [
    "lib/etcd/api",
    "lib/etcd/exposition",
    "lib/etcd/families",
    "lib/pmda",
  ],
  "lib/etcd/families": [
    "lib/etcd/exposition",
    "lib/etcd/families/tables",
    "lib/pcp",
    "lib/pmda",
  ],
  "lib/etcd/families/tables": ["lib/etcd/families"],
  "lib/etcd/api": ["lib/etcd/exposition", "lib/etcd/http", "lib/pmda"],
  "lib/etcd/access": ["lib/etcd/http", "lib/pmda"],
  "lib/etcd/exposition": [],
  "lib/etcd/http": [],
  "lib/pmda": ["lib/pcp"],
  "lib/pcp": [],
};

/** What is wrong with the imports of modules, a line each. */
export function violations(modules: readonly Module[]): string[] {
  return [...modules.flatMap(wrongArrows), ...circles(modules)];
}

function wrongArrows({ path, imports }: Module): string[] {
  const room = roomOf(path);
  const allowed = ARROWS[room];
  if (allowed === undefined) {
    return [`${path}: ${room} is no room; add it to tests/imports.ts`];
  }
  return imports
    .filter((other) => ![room, ...allowed].includes(roomOf(other)))
    .map((other) =>
      `${path} imports ${other}: no arrow from ${room} to ${roomOf(other)}`
    );
}

/** The folder of a module; a module at the top is a room of its own. */
function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : path;
}

/** The circles, each with the module first at which a walk meets it. */
function circles(modules: readonly Module[]): string[] {
  const importsOf = new Map(
    modules.map(({ path, imports }) => [path, imports]),
  );
  const found: string[] = [];
  const left = new Set<string>();
  const way: string[] = [];
  const visit = (path: string) => {
    if (way.includes(path)) {
      const circle = [...way.slice(way.indexOf(path)), path];
      found.push(`circle: ${circle.join(" -> ")}`);
    } else if (!left.has(path)) {
      way.push(path);
      for (const next of importsOf.get(path) ?? []) visit(next);
      way.pop();
      left.add(path);
    }
  };
  for (const { path } of modules) visit(path);
  return found;
}
