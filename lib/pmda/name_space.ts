/**
 * The name space of an agent: a tree of names with metrics as leaves.
 * See PMNS(5) and pmdaTreeCreate(3).
 *
 * @module
 */

import {
  type NameList,
  PM_ERR_NAME,
  PM_ERR_PMID,
  PmError,
  type PmID,
  pmIDStr,
  PMNS_LEAF_STATUS,
  PMNS_NONLEAF_STATUS,
} from "../pcp/mod.ts";
import { DefinitionError } from "./definition_error.ts";

interface Node {
  readonly name: string;
  readonly children: Map<string, Node>;
  pmid?: PmID;
}

const COMPONENT = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * The names of an agent's metrics.
 *
 * @example
 * ```ts
 * import { NameSpace } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const names = new NameSpace();
 * names.insert("etcd.name", 0x64000000);
 * names.insert("etcd.store.success", 0x64000400);
 * assertEquals(names.pmid("etcd.name"), 0x64000000);
 * assertEquals(names.names(0x64000400), ["etcd.store.success"]);
 * assertEquals(names.children("etcd").names, ["name", "store"]);
 * assertEquals(names.traverse("etcd").length, 2);
 * ```
 */
export class NameSpace {
  readonly #root: Node = { name: "", children: new Map() };
  readonly #byPmID = new Map<PmID, string[]>();

  /**
   * Adds a metric.
   *
   * @throws {DefinitionError} Where the name is invalid, there already, or has
   * a metric above or below it.
   */
  insert(name: string, pmid: PmID): void {
    let node = this.#root;
    for (const component of name.split(".")) {
      if (!COMPONENT.test(component)) {
        throw new DefinitionError(`"${name}" is not a valid name of a metric`);
      }
      if (node.pmid !== undefined) {
        throw new DefinitionError(
          `"${name}" is below the metric "${node.name}"`,
        );
      }
      let child = node.children.get(component);
      if (child === undefined) {
        const full = node === this.#root
          ? component
          : `${node.name}.${component}`;
        child = { name: full, children: new Map() };
        node.children.set(component, child);
      }
      node = child;
    }
    if (node.pmid !== undefined || node.children.size > 0) {
      throw new DefinitionError(
        `duplicate name "${name}", or there are names below it`,
      );
    }
    node.pmid = pmid;
    this.#byPmID.set(pmid, [...this.#byPmID.get(pmid) ?? [], name]);
  }

  /**
   * The metric with a name.
   *
   * @throws {PmError} PM_ERR_NAME where there is none.
   */
  pmid(name: string): PmID {
    const { pmid } = this.#find(name);
    if (pmid === undefined) {
      throw new PmError(PM_ERR_NAME, `"${name}" is not a metric`);
    }
    return pmid;
  }

  /**
   * The names of a metric.
   *
   * @returns Its full names, one or more.
   * @throws {PmError} PM_ERR_PMID where there is none.
   */
  names(pmid: PmID): readonly string[] {
    const names = this.#byPmID.get(pmid);
    if (names === undefined) {
      throw new PmError(PM_ERR_PMID, `${pmIDStr(pmid)} has no name`);
    }
    return names;
  }

  /**
   * What is directly below a name.
   *
   * @throws {PmError} PM_ERR_NAME where the name itself is not there.
   */
  children(name: string): Required<NameList> {
    const children = [...this.#find(name).children];
    return {
      names: children.map(([component]) => component),
      status: children.map(([, node]) =>
        node.pmid === undefined ? PMNS_NONLEAF_STATUS : PMNS_LEAF_STATUS
      ),
    };
  }

  /**
   * All metrics at or below a name.
   *
   * @throws {PmError} PM_ERR_NAME where the name itself is not there.
   */
  traverse(name: string): string[] {
    const found: string[] = [];
    const visit = (node: Node) => {
      if (node.pmid !== undefined) found.push(node.name);
      for (const child of node.children.values()) visit(child);
    };
    visit(this.#find(name));
    return found;
  }

  #find(name: string): Node {
    let node: Node | undefined = this.#root;
    for (const component of name.split(".")) {
      node = node.children.get(component);
      if (node === undefined) {
        throw new PmError(PM_ERR_NAME, `no name "${name}"`);
      }
    }
    return node;
  }
}
