import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { etcdPmda } from "../../lib/etcd/agent.ts";
import { Log } from "../../lib/pmda/mod.ts";
import { ROOT } from "../../scripts/root.ts";
import { unknownNames } from "./metric_names.ts";
import { clientOf, RecordedEtcd } from "./recorded.ts";

Deno.test("names in the documents are those of metrics that exist", () => {
  const log = new Log({ progname: "test" });
  const pmda = etcdPmda(clientOf(new RecordedEtcd({}), log), log);
  const pages = ["", "docs"].flatMap((folder) =>
    Array.from(
      Deno.readDirSync(join(ROOT, folder)),
      ({ name }) => join(folder, name),
    )
  ).filter((path) => path.endsWith(".md") && path !== "CHANGELOG.md");
  assert(pages.includes("README.md") && pages.includes("docs/metrics.md"));
  for (const path of pages) {
    const text = Deno.readTextFileSync(join(ROOT, path));
    assertEquals(unknownNames(pmda, text), [], path);
  }
});
