/**
 * Instance domains of an agent: which instances a metric has a value for. See
 * pmdaInstance(3).
 *
 * @module
 */

import { PM_IN_NULL, PM_INDOM_SERIAL_MAX, type PmLabel } from "../pcp/mod.ts";
import { INST_MAX } from "./cache_format.ts";
import { firstWord, nameFault } from "./_instance_name.ts";
import type { ClientContext } from "./client_context.ts";
import { DefinitionError } from "./definition_error.ts";
import type { PmdaLabels } from "./pmda_labels.ts";

/** One instance. */
export interface Instance {
  /** Its number, unsigned 31-bit, that never changes. */
  readonly inst: number;
  /** Its name; the part before the first space is unique within the domain. */
  readonly name: string;
  /** Its labels. */
  readonly labels?: readonly PmLabel[];
}

/** The one instance of a metric without an instance domain. */
export const SINGULAR: Instance = { inst: PM_IN_NULL, name: "" };

/**
 * An instance domain of either kind: an {@linkcode InstanceDomain}, which is
 * fixed, or an `InstanceCache`, which changes. What pmdaIndom is in C.
 *
 * @example
 * ```ts
 * import { InstanceCache, InstanceDomain } from "@pmdaetcd/pmda";
 * import type { PmdaIndom } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const names = (indom: PmdaIndom) => indom.instances.map(({ name }) => name);
 * const instances = [{ inst: 0, name: "red" }];
 * const fixed = new InstanceDomain({ serial: 0, instances });
 * const dynamic = new InstanceCache({ serial: 1 });
 * dynamic.store("blue");
 * assertEquals([fixed, dynamic].flatMap(names), ["red", "blue"]);
 * ```
 */
export interface PmdaIndom {
  /** Its number within the agent. */
  readonly serial: number;
  /** Its one-line help text. */
  readonly oneline?: string;
  /** Its full help text. */
  readonly help?: string;
  /** Labels of the domain itself. */
  readonly labels: PmdaLabels;
  /** The instances that it has at the moment, in the order in which clients see them. */
  readonly instances: readonly Instance[];
  /** The instance with a number, undefined where there is none at the moment. */
  byInst(inst: number): Instance | undefined;
  /** The instance with a name or a first word, undefined where there is none at the moment. */
  byName(name: string): Instance | undefined;
  /** The labels of one of its instances, for a client. */
  instanceLabels(
    instance: Instance,
    context: ClientContext,
  ): readonly PmLabel[];
  /**
   * Whether labels of its instances may have changed since this was asked last:
   * the next fetch tells pmcd then, and pmcd its clients. A domain whose labels
   * never change lacks this.
   */
  takeLabelChange?(): boolean;
}

/** What there is to say of an instance domain. */
export interface InstanceDomainDefinition {
  /** Its number within the agent. */
  readonly serial: number;
  /** Its one-line help text; the agent's help file has it where this is missing. */
  readonly oneline?: string;
  /** Its full help text. */
  readonly help?: string;
  /** Its instances, in the order in which clients see them. */
  readonly instances: readonly Instance[];
  /** Labels of the domain itself. */
  readonly labels?: PmdaLabels;
  /** Computes the labels of an instance; by default those in the table. */
  readonly instanceLabels?: (
    instance: Instance,
    context: ClientContext,
  ) => readonly PmLabel[];
}

/**
 * An instance domain with a fixed set of instances.
 *
 * @example
 * ```ts
 * import { InstanceDomain } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const load = new InstanceDomain({
 *   serial: 2,
 *   oneline: "load averages",
 *   instances: [{ inst: 1, name: "1 minute" }, { inst: 5, name: "5 minute" }],
 * });
 * assertEquals(load.byName("5 minute")?.inst, 5);
 * assertEquals(load.byName("5")?.inst, 5);
 * assertEquals(load.byInst(15), undefined);
 * ```
 */
export class InstanceDomain implements PmdaIndom {
  /** Its number within the agent. */
  readonly serial: number;
  /** Its one-line help text. */
  readonly oneline?: string;
  /** Its full help text. */
  readonly help?: string;
  /** Its instances. */
  readonly instances: readonly Instance[];
  /** Labels of the domain itself. */
  readonly labels: PmdaLabels;
  readonly #definition: InstanceDomainDefinition;
  readonly #byInst = new Map<number, Instance>();
  readonly #byName = new Map<string, Instance>();
  readonly #byFirstWord = new Map<string, Instance>();

  /**
   * Makes the domain.
   *
   * @throws {DefinitionError} Where a number or a name is invalid or repeated.
   */
  constructor(definition: InstanceDomainDefinition) {
    const { serial, instances } = definition;
    if (
      !Number.isInteger(serial) || serial < 0 || serial > PM_INDOM_SERIAL_MAX
    ) {
      throw new DefinitionError(
        `serial ${serial} of an instance domain is not within 0 to ${PM_INDOM_SERIAL_MAX}`,
      );
    }
    this.serial = serial;
    this.oneline = definition.oneline;
    this.help = definition.help;
    this.#definition = definition;
    this.labels = definition.labels ?? [];
    this.instances = instances;
    for (const instance of instances) {
      const { inst, name } = instance;
      if (!Number.isInteger(inst) || inst < 0 || inst > INST_MAX) {
        throw new DefinitionError(
          `instance ${inst} ("${name}"): the number is not within 0 to ${INST_MAX}`,
        );
      }
      const fault = nameFault(name);
      if (fault !== undefined) {
        throw new DefinitionError(
          `instance ${inst} (${JSON.stringify(name)}): ${fault}`,
        );
      }
      const word = firstWord(name);
      if (
        word === "" || this.#byFirstWord.has(word) || this.#byInst.has(inst)
      ) {
        throw new DefinitionError(
          `instance ${inst} ("${name}") is a duplicate, or has no name`,
        );
      }
      this.#byInst.set(inst, instance);
      this.#byName.set(name, instance);
      this.#byFirstWord.set(word, instance);
    }
  }

  /** The instance with a number. */
  byInst(inst: number): Instance | undefined {
    return this.#byInst.get(inst);
  }

  /**
   * The instance with a name. A name without a space also stands for the
   * instance whose name begins with it and a space, as pmdaInstance(3) has it.
   */
  byName(name: string): Instance | undefined {
    return this.#byName.get(name) ?? this.#byFirstWord.get(name);
  }

  /** The labels of an instance. */
  instanceLabels(
    instance: Instance,
    context: ClientContext,
  ): readonly PmLabel[] {
    const { instanceLabels } = this.#definition;
    return instanceLabels?.(instance, context) ?? instance.labels ?? [];
  }
}
